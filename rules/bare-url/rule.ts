import {defineRule} from '../../src/rule/define.ts'

const EMBED =
  /^(?:https?:\/\/)?(?:www\.|m\.|mobile\.)?(?:pic\.twitter\.com\/|t\.co\/|(?:twitter|x)\.com\/\w+\/status\/|instagram\.com\/(?:p|reel)\/|facebook\.com\/plugins\/|youtube\.com\/embed\/)/i
const TRACKED = /[?&](?:utm_(?:source|medium|campaign)|fbclid|gclid)=/i

/** A line that is nothing but an address: what is left of a link, an embedded post or a video. */
export default defineRule({
  id: 'bare-url',
  category: 'navigation',
  summary: 'A line is nothing but a web address.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  options: {
    any: {
      default: false,
      description: 'Also find addresses that are no remains of an embedded post; references are such lines, too.',
    },
  },
  needs: 'phrases',
  *check({hit, line, options}) {
    if (hit.start > (line.tokens[0]?.start ?? 0)) return
    const text = line.text.trim()
    if (/\s/.test(text)) return
    const isRemains = EMBED.test(text) || TRACKED.test(text)
    if (!isRemains && !options.any) return
    yield {at: line, reason: `Unexpected address \`${line.excerpt}\``, remove: true, fix: isRemains ? 'safe' : 'unsafe'}
  },
})
