import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** The built program. */
export const MAIN = join(import.meta.dirname, '../dist/src/cli/main.js')
/** No colours whatever the terminal, and no surprise from the machine. */
export const ENV = {PATH: process.env.PATH, HOME: tmpdir()}

/** Rules of our own, so that these tests do not change with the built-in ones. */
export const CONFIG = `
const rule = (id, extra) => ({id, category: 'related', summary: 'A toy.', since: '0.1.0', presets: ['recommended'], fix: 'safe', needs: 'phrases', ...extra})
export const plugin = {
  name: 'toys',
  rules: [
    rule('toy-teaser', {*check({line}) { yield {at: line, reason: 'Unexpected teaser', remove: true} }}),
    rule('toy-maybe', {category: 'spam', fix: 'unsafe', *check({line}) { yield {at: line, reason: 'Unexpected maybe', remove: true} }}),
    rule('toy-note', {category: 'comments', fix: 'none', severity: 'info', *check({line}) { yield {at: line, reason: 'A note'} }}),
  ],
  phrases: [
    {rule: 'toy-teaser', lang: 'und', phrases: ['zzz teaser:…']},
    {rule: 'toy-maybe', lang: 'und', phrases: ['zzz maybe:…']},
    {rule: 'toy-note', lang: 'und', phrases: ['zzz note:…']},
  ],
}
export default {extends: [], rules: {'toy-teaser': 'warn', 'toy-maybe': 'warn', 'toy-note': 'info'}, plugins: [plugin]}
`
export const DIRTY =
  'First line of text.\n\nZzz teaser: one\n\nSecond line of text.\n\nZzz maybe: two\n\nThird line of text.\n'
/** With safe fixes. */
export const SAFE = 'First line of text.\n\nSecond line of text.\n\nZzz maybe: two\n\nThird line of text.\n'
/** With all fixes. */
export const CLEAN = 'First line of text.\n\nSecond line of text.\n\nThird line of text.\n'
