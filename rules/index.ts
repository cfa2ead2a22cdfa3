import type {Rule} from '../src/rule/define.ts'

export const rules: readonly Rule[] = []
