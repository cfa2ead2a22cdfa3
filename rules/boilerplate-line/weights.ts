import {readFileSync} from 'node:fs'
import {type Model, readModel} from '../../src/tagger/model.ts'
import {once} from '../../src/text/once.ts'

/** What `npm run train:tagger` has learnt, read when the rule first runs; a bundle needs `weights.bin` beside it. */
export const model: () => Model = once(() => readModel(readFileSync(new URL('weights.bin', import.meta.url))))
