import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

const CLASH = /(?=[,;:.])(?<=[\p{L}\p{M}\p{N})\]”’»"%])(?:,[.;:]|;[,.:]|:[,.;]|\.[,;:])(?=\s|$)/gu
// A stop belongs to an abbreviation, and a comma may follow it: "etc.,", "Inc.;", "p.m.:".
const WORD = /(?:^|[\s“"(‘’'—–-])\p{Ll}{5,}[”’"»)]?$/u
const ABBREVIATION =
  /(?:approx|assoc|bzgl|bspw|corp|dept|evtl|inkl|exkl|einschl|maxim?|minim?|resp|sogen|usf|etcet|elect|engin|incl|excl|misc|suppl|tschech|ungar|vergl|zzgl)$/iu
// "A sign is &copy;, another …"
const ENTITY = /&#?\w{1,31}$/
const CODE = /[{}=\\$`<>|]/
const SENTENCE = /^\s*(?:$|(?:["“‘(—–-]\s*)?["“‘]?\p{Lu})/u
const MIN_WORDS = 4

/** Two different marks where one is meant: "the end,." */
export default defineRule({
  id: 'punctuation-clash',
  category: 'punctuation',
  summary: 'Two punctuation marks stand side by side where one is meant.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'punctuation', 'news'],
  fix: 'unsafe',
  slips: true,
  needs: 'marks',
  marks: Mark.DoubledPunctuation,
  *check({line}) {
    const {text} = line
    if (line.words < MIN_WORDS || CODE.test(text)) return
    for (const {0: clash, index} of text.matchAll(CLASH)) {
      const before = text.slice(Math.max(0, index - 40), index)
      const endsSentence = SENTENCE.test(text.slice(index + 2, index + 12))
      if (clash[0] === ';' && ENTITY.test(before)) continue
      if (clash[0] === '.' && (!endsSentence || !WORD.test(before) || ABBREVIATION.test(before))) continue
      const expected = endsSentence ? '.' : clash.includes(',') ? ',' : (clash[0] as string)
      const at = line.span(index, index + 2)
      yield {at, reason: `Unexpected \`${clash}\`, expected \`${expected}\``, edits: [{...at, text: expected}]}
    }
  },
})
