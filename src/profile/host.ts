import type {Item} from '../corpus/types.ts'

const MAX_HOST = 255
// A folder that a mirror is named for: `example.org`, `en.example.co.uk`.
const HOST_NAME = /^(?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+(?:\p{L}{2,}|xn--[a-z\d-]+)$/iu

/**
 * The site that a document is a page of: the host of its address; where it has none, what was named for all; else the
 * folder in its path that is named as a host is, as mirrors have it; else the folder that its file lies in.
 *
 * @param item    the document
 * @param unnamed site of documents without an address
 */
export function hostOf({url, path}: Pick<Item, 'url' | 'path'>, unnamed?: string): string {
  const folders = path.split('/').slice(0, -1)
  const host = hostIn(url) ?? unnamed ?? folders.find((name) => HOST_NAME.test(name)) ?? (folders.join('/') || '.')
  const name = host
    .toLowerCase()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return withoutWww(name).slice(0, MAX_HOST).toWellFormed()
}

// `www.` or not, both lead to the same pages.
function withoutWww(host: string): string {
  return host.replace(/^www\d?\.(?=.*\.)/, '')
}

function hostIn(url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : `http://${url}`
  return (URL.canParse(address) && new URL(address).hostname) || undefined
}
