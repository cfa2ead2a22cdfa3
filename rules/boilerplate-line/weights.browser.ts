import {type Model, readModel} from '../../src/tagger/model.ts'
import {once} from '../../src/text/once.ts'
import weights from './weights.bin'

/** As `weights.ts` has it, for browsers: the bytes are part of the bundle. */
export const model: () => Model = once(() => readModel(weights))
