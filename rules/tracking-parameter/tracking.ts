/** Tracking parameters of one address; places are UTF-16 units. */
export interface Tracking {
  start: number
  end: number
  /** The whole address; the parameters may be all that is left of one. */
  address?: {start: number; end: number}
  /** What strips the address of them. */
  edits: readonly {start: number; end: number; text: string}[]
}

const NAMES =
  'utm_[a-z_]{2,20}|mtm_[a-z]{2,20}|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|twclid|yclid|ysclid|igshid|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|__hstc|__hssc|vero_id|oly_enc_id|oly_anon_id|wt_mc|cmpid|icid|ncid|s_cid|ito|at_medium|at_campaign|guccounter|guce_referr\\w{0,10}|__twitter_impression|ref_src|ref_url|spm'
const PARAMETER = `(?:${NAMES})=[^\\s&#"'<>)\\]]{0,300}`
const QUERY = new RegExp(`[?&](?:amp;)?${PARAMETER}(?:&(?:amp;)?${PARAMETER})*`, 'gi')
const ADDRESS = /^(?:https?:\/\/|www\.|[\w-]+(?:\.[\w-]+)+\/)/i
// How far an address is looked through for its end.
const REACH = 500

/**
 * Finds parameters that tell a page where its visitor came from.
 *
 * @param text one line
 */
export function findTracking(text: string): Tracking[] {
  const found: Tracking[] = []
  let last = 0
  let from = 0
  let isAddress = false
  for (const {0: query, index: start} of text.matchAll(QUERY)) {
    const end = start + query.length
    let first = start
    while (first > last && !/[\s"'<>([]/.test(text[first - 1] as string)) first--
    // Behind the parameters before it the address goes on.
    if (first > last || last === 0) {
      from = first
      isAddress = ADDRESS.test(text.slice(from, start))
    }
    last = start
    if (from === start) {
      if (/^$|[\s.,;:!?)]/.test(text[end] ?? '')) found.push({start, end, edits: []})
      continue
    }
    if (!isAddress) continue
    const to = end + (/^[^\s"'<>)\]]{0,500}/.exec(text.slice(end, end + REACH))?.[0].length ?? 0)
    // A parameter that stays behind `?` needs its mark: "?utm_source=x&id=3".
    const hasMore = query[0] === '?' && text[end] === '&'
    const edits = [{start, end: hasMore ? end + 1 : end, text: hasMore ? '?' : ''}]
    found.push({start, end: hasMore ? end + 1 : end, address: {start: from, end: to}, edits})
  }
  return found
}
