import {defineRule} from '../../src/rule/define.ts'
import {cutOut, isApart} from '../../src/text/cut.ts'
import {Mark} from '../../src/text/marks.ts'

// Addresses that only a network makes: of a picture in a post, of a shortened link.
const POST = /(?:(?:https?:\/\/|(?<![\w/.-]))(?:pic\.(?:twitter|x)\.com|t\.co)\/\w{4,20}(?![\w/-])\s*)+/g
const SHORT =
  /\bhttps?:\/\/(?:bit\.ly|goo\.gl|ow\.ly|buff\.ly|dlvr\.it|fb\.me|ift\.tt|is\.gd|j\.mp|lnkd\.in|tinyurl\.com|trib\.al|wp\.me|amzn\.to)\/[\w-]{3,20}(?![\w/-])/g
// The signature of a post: "— Jane Doe (@jane) May 12, 2020".
const SIGNATURE =
  /(?:[—–-]\s?(?:[\p{Lu}\p{Lo}][\p{L}\p{M}.’'-]{0,40}\s){1,4})?\(@\w{2,20}\)\s(?:\p{L}{3,12}\.?\s\d{1,2},?\s\d{4}|\d{1,2}\.?\s\p{L}{3,12}\.?,?\s\d{4})/gu

// What each of these has, quickly seen.
const SIGN = /t\.co\/|(?:twitter|x)\.com\/|:\/\/|\(@/

/** What an embedded post leaves in the text around it. */
export default defineRule({
  id: 'embed-residue',
  category: 'media',
  summary: 'The short address or signature of an embedded post stands in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Glued | Mark.Bracket,
  *check({line}) {
    const {text} = line
    if (!SIGN.test(text)) return
    const whole = text.trim()
    for (const {0: match, index} of text.matchAll(POST)) {
      const address = match.trimEnd()
      // A line of its own belongs to `bare-url`.
      if (address === whole) continue
      const end = index + address.length
      const isSure = address.includes('pic.') || isApart(text, index, end)
      yield {
        reason: `Unexpected address of a post \`${address}\``,
        ...cutOut(line, index, end),
        fix: isSure ? 'safe' : 'unsafe',
      }
    }
    for (const {0: address, index} of text.matchAll(SHORT))
      if (address !== whole && isApart(text, index, index + address.length))
        yield {
          reason: `Unexpected short address \`${address}\``,
          ...cutOut(line, index, index + address.length),
          fix: 'unsafe',
        }
    for (const {0: signature, index} of text.matchAll(SIGNATURE))
      yield {
        reason: `Unexpected signature of a post \`${signature}\``,
        ...cutOut(line, index, index + signature.length),
        fix: 'unsafe',
      }
  },
})
