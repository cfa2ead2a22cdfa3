import type {Item} from '../corpus/types.ts'
import {hostOf} from '../profile/host.ts'
import {openProfile, ProfileError} from '../profile/lookup.ts'
import type {Site} from '../text/site.ts'
import type {CheckFlags} from './commands/check.ts'
import {UsageError} from './usage.ts'

/**
 * Opens the profile of a run.
 *
 * @returns what is known of the site of a document; nothing without a profile
 * @throws UsageError where it is no whole profile
 */
export function sitesOf({profile: path, host}: CheckFlags): ((item: Item) => Site | undefined) | undefined {
  if (path === undefined) return undefined
  const profile = asUsage(() => openProfile(path))
  return (item) => profile.site(hostOf(item, host))
}

/** Does what may find that a file is no profile; that is for the user to change. */
function asUsage<Value>(work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    throw error instanceof ProfileError ? new UsageError(error.message) : error
  }
}
