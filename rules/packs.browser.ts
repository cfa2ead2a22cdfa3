import {readPhrases} from '../src/text/phrase-file.ts'
import packs from './packs.bin'

/** As `packs.ts` has it, for browsers: the bytes are part of the bundle. */
export const phrases = readPhrases(packs)
