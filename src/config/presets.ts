import type {PresetName} from '../rule/define.ts'
import type {ConfigBody} from './types.ts'

/** What presets set beside the rules that name them. */
export const PRESET_DEFAULTS: Record<PresetName, ConfigBody> = {
  recommended: {},
  strict: {},
  encoding: {},
  punctuation: {},
  // Captions can be most of a short article.
  news: {unsafeFixes: ['caption'], maxRemoved: 0.8},
  // A third of all dumps are more than half junk.
  dump: {
    rules: {'boilerplate-line': ['warn', {mode: 'main-content'}]},
    unsafeFixes: ['boilerplate-line'],
    maxRemoved: 0.98,
  },
  c4: {unsafeFixes: ['c4-line'], maxRemoved: 1},
  gopher: {},
  refinedweb: {unsafeFixes: ['refinedweb-line'], maxRemoved: 1},
  fineweb: {},
}

/** Presets that have all rules of another one. */
export const PRESET_BASES: Partial<Record<PresetName, PresetName>> = {dump: 'recommended'}
