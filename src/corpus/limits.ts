/** Bytes of the longest record that is read, where nothing else is said: V8 takes strings of up to 512 MB. */
export const MAX_RECORD = 1 << 28

/** Bytes of the longest id of a record. What is longer is no id: it would stand beside each of the record's findings. */
export const MAX_ID = 1 << 11

/** Bytes for people: "1 GB". */
export function formatSize(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let unit = 0
  let size = bytes
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit++
  }
  return `${Number(size.toFixed(1))} ${units[unit]}`
}
