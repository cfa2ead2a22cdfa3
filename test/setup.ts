import fc from 'fast-check'

// The gate gives one verdict on one commit; other seeds are tried with `SEED=7 npx vitest run`.
fc.configureGlobal({seed: Number(process.env.SEED ?? 1)})
