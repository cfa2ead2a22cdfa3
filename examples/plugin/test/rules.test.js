import assert from 'node:assert/strict'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'node:test'
import {createLinter} from 'descrape'
import wiki from '../index.js'

const linter = await createLinter({extends: [], plugins: [wiki], rules: {'wiki-edit-link': 'warn'}})
const folder = join(import.meta.dirname, '../fixtures')
const read = (name) => readFileSync(join(folder, name), 'utf8')

for (const name of readdirSync(folder)) {
  if (name.startsWith('ok-')) test(`${name} stays`, () => assert.deepEqual(linter.lint(read(name)), []))
  else if (!name.endsWith('.clean.txt'))
    test(`${name} is cleaned`, () => {
      const {text, messages} = linter.clean(read(name))
      assert.equal(text, read(name.replace('.txt', '.clean.txt')))
      assert.deepEqual(messages, [])
    })
}

test('coordinates go where the rule is on', async () => {
  const {lint, clean} = await createLinter({extends: [], plugins: [wiki], rules: {'wiki-coordinates': 'warn'}})
  const text = 'Weir of Calder\n\nCoordinates: 53°43′N 1°52′W\n\nCoordinates: a column in the magazine.\n'
  assert.deepEqual(
    lint(text).map(({ruleId, line, fix}) => ({ruleId, line, fix})),
    [{ruleId: 'wiki-coordinates', line: 3, fix: 'unsafe'}],
  )
  assert.equal(clean(text, {unsafe: true}).text, 'Weir of Calder\n\nCoordinates: a column in the magazine.\n')
})

test('other languages count as well', () => {
  assert.deepEqual(
    linter.lint('Geschichte\nBearbeiten | Quelltext bearbeiten\n').map(({ruleId, line}) => [ruleId, line]),
    [['wiki-edit-link', 2]],
  )
})
