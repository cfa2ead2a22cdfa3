import {readFileSync} from 'node:fs'
import {readPhrases} from '../src/text/phrase-file.ts'

/** Phrases of the built-in rules, from their `phrases` folders; a bundle needs `packs.bin`, made by `generate.ts`, beside it. */
export const phrases = readPhrases(readFileSync(new URL('packs.bin', import.meta.url)))
