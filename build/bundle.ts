import {join} from 'node:path'
import type {BuildOptions} from 'esbuild'

/** What all bundles have in common. */
export const COMMON = {
  absWorkingDir: join(import.meta.dirname, '..'),
  bundle: true,
  splitting: true,
  format: 'esm',
  charset: 'utf8',
  // Literals with the flag `u` become `new RegExp`, for `lazily`.
  supported: {'regexp-sticky-and-unicode-flags': false},
  metafile: true,
  write: false,
  logLevel: 'warning',
} as const satisfies BuildOptions

/** Bundles for browsers hold their data and all packages, so that they run as they are. */
export const BROWSER = {
  platform: 'browser',
  target: 'es2023',
  loader: {'.bin': 'binary', '.aff': 'text', '.dic': 'text'},
} as const satisfies BuildOptions
