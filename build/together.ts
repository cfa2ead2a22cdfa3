import {readFileSync} from 'node:fs'
import type {Plugin} from 'esbuild'

/**
 * Keeps together what every run loads: esbuild cuts what it shares with lazy parts into a file for each set of them. A
 * part that imports all of it shares all of it; the import itself is dropped, as a module without side effects.
 *
 * @param common absolute path of the module that imports what every run loads
 */
export function together(common: string): Plugin {
  const lazy = Symbol('lazy')
  return {
    name: 'together',
    setup({onResolve, onLoad, resolve}) {
      onResolve({filter: /.*/}, async ({path, pluginData, ...from}) => {
        if (from.kind !== 'dynamic-import' || pluginData === lazy) return undefined
        const {importer, resolveDir, kind} = from
        const found = await resolve(path, {importer, resolveDir, kind, pluginData: lazy})
        return found.external ? found : {...found, pluginData: lazy}
      })
      onLoad({filter: /\.ts$/}, ({path, pluginData}) =>
        pluginData === lazy
          ? {contents: `${readFileSync(path, 'utf8')}\nimport ${JSON.stringify(common)}`, loader: 'ts'}
          : undefined,
      )
    },
  }
}
