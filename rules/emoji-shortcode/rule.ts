import {defineRule} from '../../src/rule/define.ts'
import {cutOut} from '../../src/text/cut.ts'
import {Mark} from '../../src/text/marks.ts'
import {mentionsCode} from '../../src/text/markup.ts'
import {NAMES} from './names.ts'

const NAME = /:[a-z0-9_+-]{2,40}:/
const CODE = /(?=:)(?<=\s|^):[a-z0-9_+-]{2,40}:(?:\s*:[a-z0-9_+-]{2,40}:)*(?=[\s.,!?)]|$)/g

/** An emoji by its name, `:tada:`, that chat programs would show. */
export default defineRule({
  id: 'emoji-shortcode',
  category: 'garble',
  summary: 'An emoji stands by its name.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'unsafe',
  needs: 'marks',
  marks: Mark.SpaceBeforePunctuation | Mark.Glued,
  *check({line}) {
    const {text} = line
    if (!NAME.test(text) || mentionsCode(line)) return
    for (const {0: codes, index} of text.matchAll(CODE)) {
      const names = codes.match(/[a-z0-9_+-]+/g) ?? []
      if (!names.every((name) => NAMES.has(name))) continue
      yield {reason: `Unexpected name of an emoji \`${codes}\``, ...cutOut(line, index, index + codes.length)}
    }
  },
})
