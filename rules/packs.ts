import type {PhrasePack} from '../src/text/phrases.ts'

export const packs: readonly PhrasePack[] = []
