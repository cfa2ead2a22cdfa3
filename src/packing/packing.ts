import {type Bytes, readBytes} from '../io/bytes.ts'
import {PackingError, withoutGaps} from './reader.ts'

export {PackingError} from './reader.ts'

/** Columns of Parquet that become fields of records, by what they hold. */
export interface Columns {
  text: string
  id: string
  url: string
  lang: string
}

/**
 * What a file is packed in. What is inside, its content, is what rules read, and what places and hashes of the ledger
 * are about: text, JSON lines or WARC. `warc.gz` is gzip with a member for each record.
 */
export type Packing = 'gzip' | 'zstd' | 'warc.gz' | {parquet: Columns}

// Each is loaded where there is such a file: most runs read plain text.

/**
 * Reads the content of a file.
 *
 * @param source absolute path, or the bytes as they are packed
 * @param onRead told of bytes that were read, as they are packed
 * @returns chunks, with a gap where something is damaged
 * @throws PackingError where it is not packed so
 */
export async function* unpack(
  source: string | Bytes,
  packing: Packing,
  onRead?: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  if (typeof packing === 'object') {
    if (typeof source !== 'string')
      throw new PackingError('is Parquet, which has its index at the end; save it to a file and name that')
    const {unparquet} = await import('./parquet.ts')
    yield* unparquet(source, packing.parquet, onRead)
  } else if (packing === 'zstd') {
    const {unzstd} = await import('./zstd.ts')
    yield* unzstd(readBytes(source, false, onRead))
  } else {
    const {gunzip} = await import('./gzip.ts')
    yield* gunzip(readBytes(source, false, onRead))
  }
}

/**
 * The same of a file that has to be whole. Damaged pages of Parquet are passed over: they are copied as they are.
 *
 * @throws PackingError where it is not
 */
export function unpackWhole(source: string | Bytes, packing: Packing): AsyncGenerator<Uint8Array> {
  const content = unpack(source, packing)
  return typeof packing === 'object' ? content : withoutGaps(content)
}

/**
 * Packs content.
 *
 * @param content what `unpack` gave, or what was made of it
 * @param source  for Parquet the file that the content comes from: what is not text is copied from there
 */
export async function* pack(content: Bytes, packing: Packing, source = ''): AsyncGenerator<Uint8Array> {
  if (packing === 'gzip') yield* (await import('./gzip.ts')).gzip(content)
  else if (packing === 'warc.gz') yield* (await import('./gzip.ts')).gzipRecords(content)
  else if (packing === 'zstd') yield* (await import('./zstd.ts')).zstd(content)
  else yield* (await import('./parquet.ts')).parquet(content, source, packing.parquet)
}
