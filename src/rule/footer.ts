import {fillsLine, startsLine} from '../text/document.ts'
import {defineRule, type Rule, type RuleMetadata} from './define.ts'

// A footer that goes on longer than this is a paragraph.
const MAX_WORDS = 60

/**
 * A rule about lines that close a page: sure where only junk follows, a guess elsewhere.
 *
 * @param metadata of the rule; its packs hold whole lines and beginnings of lines
 * @param noun     what such a line is called in the message
 */
export function defineFooter(metadata: Omit<RuleMetadata<Record<never, never>>, 'fix'>, noun: string): Rule {
  return defineRule({
    ...metadata,
    fix: 'safe',
    needs: 'phrases',
    *check({hit, line}) {
      if (line.words > MAX_WORDS || !startsLine(hit) || (!fillsLine(hit) && line.isProse && !line.inTail)) return
      yield {
        at: line,
        reason: `Unexpected ${noun} \`${line.excerpt}\``,
        remove: true,
        fix: line.inTail ? 'safe' : 'unsafe',
      }
    },
  })
}
