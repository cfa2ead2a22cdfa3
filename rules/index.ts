// Made by rules/generate.ts; do not edit.
import type {Rule} from '../src/rule/define.ts'
import altTextRepeat from './alt-text-repeat/rule.ts'
import blankRun from './blank-run/rule.ts'
import captionBesideCredit from './caption-beside-credit/rule.ts'
import captionDuplicate from './caption-duplicate/rule.ts'
import captionWithCredit from './caption-with-credit/rule.ts'
import contributorFooter from './contributor-footer/rule.ts'
import datelineResidue from './dateline-residue/rule.ts'
import doubledPunctuation from './doubled-punctuation/rule.ts'
import duplicateLine from './duplicate-line/rule.ts'
import invalidUtf8 from './invalid-utf8/rule.ts'
import invisibleCharacters from './invisible-characters/rule.ts'
import keywordStuffing from './keyword-stuffing/rule.ts'
import misplacedQuote from './misplaced-quote/rule.ts'
import mtFragment from './mt-fragment/rule.ts'
import noBreakSpace from './no-break-space/rule.ts'
import photoCredit from './photo-credit/rule.ts'
import pullQuote from './pull-quote/rule.ts'
import relatedLink from './related-link/rule.ts'
import replyPrompt from './reply-prompt/rule.ts'
import sectionLabel from './section-label/rule.ts'
import sourceLinkFooter from './source-link-footer/rule.ts'
import spaceBeforePunctuation from './space-before-punctuation/rule.ts'
import spelling from './spelling/rule.ts'
import syndicationFooter from './syndication-footer/rule.ts'
import unmatchedQuote from './unmatched-quote/rule.ts'

export {
  altTextRepeat,
  blankRun,
  captionBesideCredit,
  captionDuplicate,
  captionWithCredit,
  contributorFooter,
  datelineResidue,
  doubledPunctuation,
  duplicateLine,
  invalidUtf8,
  invisibleCharacters,
  keywordStuffing,
  misplacedQuote,
  mtFragment,
  noBreakSpace,
  photoCredit,
  pullQuote,
  relatedLink,
  replyPrompt,
  sectionLabel,
  sourceLinkFooter,
  spaceBeforePunctuation,
  spelling,
  syndicationFooter,
  unmatchedQuote,
}

/** All built-in rules by id. */
export const rules: readonly Rule[] = [
  altTextRepeat,
  blankRun,
  captionBesideCredit,
  captionDuplicate,
  captionWithCredit,
  contributorFooter,
  datelineResidue,
  doubledPunctuation,
  duplicateLine,
  invalidUtf8,
  invisibleCharacters,
  keywordStuffing,
  misplacedQuote,
  mtFragment,
  noBreakSpace,
  photoCredit,
  pullQuote,
  relatedLink,
  replyPrompt,
  sectionLabel,
  sourceLinkFooter,
  spaceBeforePunctuation,
  spelling,
  syndicationFooter,
  unmatchedQuote,
]
