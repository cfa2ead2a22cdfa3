import {resolve} from 'node:path'
import {gzipSync} from 'node:zlib'
import {type FileSink, fileSink, type Sink} from './reports.ts'
import {UsageError} from './usage.ts'

// UTF-16 units that are packed at once.
const MEMBER = 1 << 20

/**
 * A file of a folder for each file that is reported on. What lies below `documents/` has its attributes in the same place
 * below the folder.
 *
 * @param folder absolute path
 * @param texts  absolute paths of what is read
 */
export function folderSink(folder: string, texts: ReadonlySet<string>): Sink {
  const known = new Set<string>()
  let current: {path: string; sink: Sink} | undefined
  const close = (): void => {
    current?.sink.close()
    current = undefined
  }
  return {
    write(text, path) {
      if (path === undefined) return
      if (current?.path !== path) {
        close()
        const parts = path.split('/').filter((part) => !['', '.', '..'].includes(part))
        const below = parts.slice(parts.lastIndexOf('documents') + 1).join('/')
        if (!/\.jsonl?(\.gz)?$/.test(below))
          throw new UsageError(`${path}: is no .jsonl or .jsonl.gz, which alone have attributes; leave it out`)
        if (known.has(below)) throw new UsageError(`${path}: another file has the attributes ${below}; run it apart`)
        known.add(below)
        const file = resolve(folder, below)
        if (texts.has(file)) throw new UsageError(`${path}: its attributes would overwrite it; name another FOLDER`)
        current = {path, sink: below.endsWith('.gz') ? packedSink(fileSink(file)) : fileSink(file)}
      }
      current.sink.write(text)
    },
    close,
    abort: () => current?.sink.abort(),
  }
}

// A member for each batch, which every reader takes for one stream.
function packedSink(sink: FileSink): Sink {
  let pending: string[] = []
  let length = 0
  const flush = (): void => {
    if (length > 0) sink.write(gzipSync(pending.join('')))
    pending = []
    length = 0
  }
  return {
    write(text) {
      pending.push(text)
      length += text.length
      if (length >= MEMBER) flush()
    },
    close() {
      flush()
      sink.close()
    },
    abort: sink.abort,
  }
}
