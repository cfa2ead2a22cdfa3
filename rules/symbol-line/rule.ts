import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

// What menus, buttons and lists leave behind; rules, asterisms and brackets of code are not among them.
const STRAY = /^[\s•·×✕✖→←↗▾▸►▶◀›‹»«⌄❯❮⋮☰＋\u200b\ufe0f]+$/u
const MAX_BYTES = 400

/** A line of nothing but a sign: a bullet, an arrow, a bar between links. */
export default defineRule({
  id: 'symbol-line',
  category: 'layout',
  summary: 'A line is nothing but stray signs.',
  since: '0.1.0',
  presets: ['strict'],
  fix: 'unsafe',
  needs: 'document',
  *check({document}) {
    const {marks, words, starts, ends} = document.scan
    for (let index = 0; index < document.lineCount; index++) {
      if (words[index] !== 0 || ((marks[index] as number) & Mark.Visible) === 0) continue
      if ((ends[index] as number) - (starts[index] as number) > MAX_BYTES) continue
      const line = document.line(index)
      if (!STRAY.test(line.text)) continue
      yield {at: line, reason: `Unexpected signs \`${line.excerpt}\` without words`, remove: true}
    }
  },
})
