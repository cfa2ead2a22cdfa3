import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'
import {codeShare} from '../../src/text/markup.ts'

// What statistics, advertising and embedded widgets are called in the pages that load them.
const WIDGET =
  /\b(?:googletag|_gaq|gtag|dataLayer|adsbygoogle|google_ad_\w+|fbq|twttr|_taboola|OBR|disqus_\w+|OneSignal|__\w+__|wp\.i18n|jQuery|hbspt|amzn_\w+)\s*[.([=]|\bga\(['"]|<!\[CDATA\[|\bdocument\.(?:write|getElement\w+|createElement|querySelector\w*|addEventListener)\(|\bwindow\.\w+\s*=|\.insertBefore\(/
// What program code has and prose has not.
const SIGNS = [
  /\b(?:var|let|const)\s+[\w$]+\s*=|\bfunction(?:\s+[\w$]+)?\s*\(/,
  /[)\]}"']\s*;\s*(?:$|[\w$}(/])/,
  /\)\s*\{|=>\s*[{(]|\}\s*\)/,
  /[\w$]\.[\w$]+\(|[\w$]\[["'\d]/,
  /===?|!==?|&&|\|\|/,
  /\/\/\s*(?:<!\[CDATA\[|\]\]>)/,
]
const MAX_LENGTH = 20_000

/** A line of program code that a page runs and a scraper took for text. */
export default defineRule({
  id: 'script-fragment',
  category: 'garble',
  summary: 'A line is program code of the page.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Bracket | Mark.Tag,
  *check({line, document}) {
    const text = line.text.slice(0, MAX_LENGTH)
    if (!WIDGET.test(text) || !SIGNS.some((sign) => sign.test(text)) || isProse(text)) return
    const share = codeShare(document)
    if (share === 'much') return
    yield {
      at: line,
      reason: `Unexpected program code \`${line.excerpt}\``,
      remove: true,
      fix: share === 'none' ? 'safe' : 'unsafe',
    }
  },
})

// A sentence with a piece of code in it: four words in a row.
function isProse(text: string): boolean {
  return /(?:^|[\s“"(])\p{L}+(?:[,’']?\s\p{L}+){3}[\s.,;:!?]/u.test(
    text
      .replace(/\b(?:var|let|const|function|return|if|else|new|typeof)\b/g, '(')
      .replace(/(["'])(?:(?!\1).){0,200}\1/g, '('),
  )
}
