import {defineRule} from '../../src/rule/define.ts'
import {cutOut} from '../../src/text/cut.ts'
import {Mark} from '../../src/text/marks.ts'
import {codeShare, mentionsCode} from '../../src/text/markup.ts'

// Shortcodes: with attributes, closing, or known by name.
const SHORTCODE =
  /\[\/?(?:(?:vc|et|fusion|su|av|tm|mk|qode|cs|wpb|elementor)_\w+|[a-z][\w-]{1,40}(?=(?:\s+[\w-]+="[^"\]\n]{0,300}")+\s*\/?\])|(?:embed|caption|gallery|adrotate|contact-form-7|toc|playlist|soundcloud|instagram|sociallocker|dropcap|pullquote)(?=\s*\]))[^\]\n]{0,1000}\]|\[\/(?:embed|caption|gallery|audio|video|playlist|button|column|row|quote|url|img|spoiler|code)\]/
// Variables and commands of templates.
const TEMPLATE =
  /\{\{\{?[#/^&!>%<]?\s{0,3}[\w.$|:'"()/ -]{1,120}\}?\}\}|\{%-?\s[^%{}\n]{1,200}%\}|<%[=-]?\s?[^%<>\n]{1,200}%>|\$\{[a-z][\w$]*(?:\.[\w$]+)+\}/
const RESIDUE = new RegExp(`(?:${SHORTCODE.source}|${TEMPLATE.source})`, 'g')

/** A shortcode, variable or command that the page's own program should have replaced. */
export default defineRule({
  id: 'template-residue',
  category: 'garble',
  summary: 'A shortcode or variable of a template stands in the text.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'safe',
  needs: 'marks',
  marks: Mark.Bracket | Mark.Tag,
  *check({line, document}) {
    const {text} = line
    const found = runsIn(text)
    if (found.length === 0 || mentionsCode(line)) return
    const share = codeShare(document)
    if (share === 'much') return
    const isAbout = share === 'some'
    for (const {start, end} of found) {
      const residue = text.slice(start, end)
      const reason = `Unexpected \`${residue.length > 60 ? `${residue.slice(0, 57)}…` : residue}\`, left of a template`
      if (residue === text.trim()) yield {at: line, reason, remove: true, fix: isAbout ? 'unsafe' : 'safe'}
      else {
        // Amid a sentence the word is missing that should stand there.
        const isApart = residue[0] === '[' || endsThere(text, start) || !/\S/.test(text.slice(end, end + 40))
        yield {reason, ...cutOut(line, start, end), fix: isApart && !isAbout ? 'safe' : 'unsafe'}
      }
    }
  },
})

// Several with nothing or spaces between them go together, else each would wait for the one before.
function runsIn(text: string): {start: number; end: number}[] {
  const runs: {start: number; end: number}[] = []
  for (const {0: residue, index} of text.matchAll(RESIDUE)) {
    const last = runs.at(-1)
    if (last && text.slice(last.end, index).trim() === '') last.end = index + residue.length
    else runs.push({start: index, end: index + residue.length})
  }
  return runs
}

function endsThere(text: string, at: number): boolean {
  return /(?:^|[.!?…。！？][”"’»)]?)\s*$/u.test(text.slice(Math.max(0, at - 6), at))
}
