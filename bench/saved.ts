import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

/** Figures of several commands in one file of `bench/results`; each command writes its own down, when it is told to. */
export interface Saved<Figures extends object> {
  read(): Partial<Figures>
  save<Name extends keyof Figures>(name: Name, figures: Figures[Name]): void
}

/** @param name of the file, without its ending */
export function savedIn<Figures extends object>(name: string): Saved<Figures> {
  const file = join(import.meta.dirname, 'results', `${name}.json`)
  const read = (): Partial<Figures> =>
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Figures>) : {}
  return {
    read,
    save(own, figures) {
      writeFileSync(file, `${JSON.stringify({...read(), [own]: figures}, undefined, 1)}\n`)
    },
  }
}
