import type {Line} from './line.ts'
import {oncePer} from './once.ts'

// Tags hide what stands around them, and have quoted attributes of their own, also where their start is lost.
const TAG = /<[^<>]{0,500}>|(?:[\w-]{1,40}="[^"<>]{0,500}"\s*){1,20}\/?>/g
// What is looked at: longer lines are code from their beginning on, or prose.
const REACH = 1000
// What a line that might be anything stands among: so many lines of code within so many on each side.
const MIN_LINES = 2
const BLOCK_REACH = 4

/** Shapes of a line that prose does not have. */
const CODE = [
  // `html = "…`, `const title: string = '…`
  /^\s*(?:[\w@]+\s+){0,5}["']?[\p{L}_$@][\w.$@*<>[\]-]{0,60}["']?(?:\s*:\s*\w{1,30})?\s*(?::=|[+.?|]?=>?)\s*(?:[\w.]{0,40}[([{]\s*)?[brfuRL@$]{0,2}["'`]/u,
  // `"title": "…`, `body: "…`
  /^\s*(?:["'][\w $.-]{1,60}["']|[a-z_][\w.-]{0,60})\s*:\s*[|>]?["'`]/,
  // `{"id": 1, "text": …`
  /^\s*[[{]\s*["'][\w $.-]{1,60}["']\s*:/,
  // `print("…`, `println!("…`, `replace(body, '…`
  /[\w\]]!?\((?:[^()"'`]{1,40},\s*)?[brfuRL@$]{0,2}["'`]/,
  // `echo "…`, `msgid "…`, `return f"…`, `sed 's/…`
  /^\s*(?:echo|printf?|puts|sed|awk|grep|perl|msgid|msgstr|return|throw|raise|yield)\s+(?:-\w+\s+)?[brfuRL@$]{0,2}["'`]/,
  // `['a', 'b'`, `"<b>" + name`
  /[[(]\s*(["'])[^"']{0,60}\1\s*,\s*["']|["']\s?\+\s?[\w"'(]|\w\s?\+\s?["']/,
  // `…";`, `…");`, `…) {`, `},`
  /["'`)\]}]\s*;\s*(?:(?:\/\/|#)[\s\S]*)?$|\)\s*(?:=>\s*)?\{\s*$|^\s*[}\])]+[;,]?\s*$/,
  // `UPDATE pages SET …`
  /^\s*(?:SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|CREATE|ALTER|WHERE|VALUES|SET)\s.*(?:[=(;]|\sFROM\s)/,
  // `s/&nbsp;/ /g`
  /^\s*s([/|#])[^\s].*\1[a-z]{0,5};?\s*$/,
  // `menu.file = …`, `[labels]`
  /^\s*[\w-]+(?:\.[\w-]+)+\s*[=:]\s*\S|^\s*\[[\w. -]+\]\s*$/,
  // `2021-05-03 10:22:01 ERROR …`
  /^\s*\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*\s+\S{0,40}\s*\[?(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)\b/,
  // `<?php`, `#!/bin/sh`, `import x from`, `def main():`
  /^\s*(?:<\?(?:php|=)?|\?>|#!\/|#include|import\s.*\sfrom\s|from\s\S+\simport|(?:def|class|fn|func|fun|public|private|static)\s.*[{:(]\s*$)/,
]
// What every line of code has, entities apart.
const SIGNS = /[=:;(){}[\]"'`/|\\<>]/
const ENTITY = /&#?\w{1,31};/g
// `welcome=Grüß Gott`: a pair of a name and its value, where others stand beside it.
const PAIR = /^\s*[\w-]{1,40}\s?=\s?\S|^\s*[#;]/

/**
 * Whether a line is program code, or a row of a file of names and values: what stands in it is meant as it stands.
 *
 * @param line any line
 */
export function isCode(line: Line): boolean {
  if (!SIGNS.test(line.text.slice(0, REACH).replace(ENTITY, ''))) return false
  if (isCodeLine(line)) return true
  const above = [...blockBeside(line, 'previous')]
  const below = [...blockBeside(line, 'next')]
  const isPair = (other: Line | undefined): boolean => other !== undefined && PAIR.test(other.text.slice(0, REACH))
  if (isPair(line) && (isPair(above[0]) || isPair(below[0]))) return true
  return !line.isProse && [...above, ...below].filter(isCodeLine).length >= MIN_LINES
}

// The nearest lines of the same block, on one side.
function* blockBeside(line: Line, side: 'previous' | 'next'): Generator<Line> {
  let other = line[side]
  for (let steps = 0; other && !other.isBlank && steps < BLOCK_REACH; steps++) {
    yield other
    other = other[side]
  }
}

// Lines beside each other ask for the same ones.
const isCodeLine = oncePer(({text}: Line): boolean => {
  const start = text.slice(0, REACH).replace(TAG, ' ')
  return CODE.some((pattern) => pattern.test(start))
})

/**
 * Whether a line is a row of values with the same marks between them as a row beside it.
 *
 * @param line any line
 */
export function isRow(line: Line): boolean {
  return SEPARATORS.some((separator) => {
    const cells = cellsOf(line.text, separator)
    return cells > 1 && [line.previous, line.next].some((other) => other && cellsOf(other.text, separator) === cells)
  })
}

const SEPARATORS = ['\t', ';', ',', '|']
const QUOTED = /"(?:[^"]|"")*"/g

// Number of cells; none where the mark is one of prose, with a space behind it.
function cellsOf(text: string, separator: string): number {
  const plain = text
    .slice(0, REACH)
    .replace(QUOTED, '"')
    .replace(/&#?\w{1,31};/g, '&')
  const cells = plain.split(separator)
  if (cells.length < 3 && !(cells.length === 2 && plain.includes('"'))) return 0
  return separator !== '|' && cells.slice(1).some((cell) => cell.startsWith(' ')) ? 0 : cells.length
}
