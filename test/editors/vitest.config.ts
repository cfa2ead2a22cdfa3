import {join} from 'node:path'
import {defineConfig} from 'vitest/config'

/** Tests that need an editor, or packages that no user of descrape has: `npm run test:editors`. */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/editors/*.spec.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
