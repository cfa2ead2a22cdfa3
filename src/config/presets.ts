import type {PresetName} from '../rule/define.ts'
import type {ConfigBody} from './types.ts'

/** What presets set beside the rules that name them. */
export const PRESET_DEFAULTS: Record<PresetName, ConfigBody> = {
  recommended: {},
  strict: {},
  encoding: {},
  punctuation: {},
  news: {unsafeFixes: ['caption']},
  c4: {unsafeFixes: ['c4-line'], maxRemoved: 1},
  gopher: {},
  refinedweb: {unsafeFixes: ['refinedweb-line'], maxRemoved: 1},
  fineweb: {},
}
