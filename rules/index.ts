// Made by rules/generate.ts; do not edit.
import type {Rule} from '../src/rule/define.ts'
import advertisementMarker from './advertisement-marker/rule.ts'
import altTextRepeat from './alt-text-repeat/rule.ts'
import appStorePrompt from './app-store-prompt/rule.ts'
import authorBioFooter from './author-bio-footer/rule.ts'
import bareUrl from './bare-url/rule.ts'
import blankRun from './blank-run/rule.ts'
import bylineHeader from './byline-header/rule.ts'
import c4Document from './c4-document/rule.ts'
import c4Line from './c4-line/rule.ts'
import callToAction from './call-to-action/rule.ts'
import captionBesideCredit from './caption-beside-credit/rule.ts'
import captionDuplicate from './caption-duplicate/rule.ts'
import captionMarker from './caption-marker/rule.ts'
import captionWithCredit from './caption-with-credit/rule.ts'
import citationMarker from './citation-marker/rule.ts'
import commentThread from './comment-thread/rule.ts'
import commerceLine from './commerce-line/rule.ts'
import contributorFooter from './contributor-footer/rule.ts'
import cookieConsent from './cookie-consent/rule.ts'
import datelineResidue from './dateline-residue/rule.ts'
import donationPrompt from './donation-prompt/rule.ts'
import doubledPunctuation from './doubled-punctuation/rule.ts'
import duplicateBlock from './duplicate-block/rule.ts'
import duplicateLine from './duplicate-line/rule.ts'
import engagementCounter from './engagement-counter/rule.ts'
import errorPage from './error-page/rule.ts'
import finewebQuality from './fineweb-quality/rule.ts'
import gopherQuality from './gopher-quality/rule.ts'
import gopherRepetition from './gopher-repetition/rule.ts'
import invalidUtf8 from './invalid-utf8/rule.ts'
import invisibleCharacters from './invisible-characters/rule.ts'
import keywordStuffing from './keyword-stuffing/rule.ts'
import legalFooter from './legal-footer/rule.ts'
import loremIpsum from './lorem-ipsum/rule.ts'
import mediaPlaceholder from './media-placeholder/rule.ts'
import menuBlock from './menu-block/rule.ts'
import misplacedQuote from './misplaced-quote/rule.ts'
import mtFragment from './mt-fragment/rule.ts'
import navigationLine from './navigation-line/rule.ts'
import newsletterPrompt from './newsletter-prompt/rule.ts'
import noBreakSpace from './no-break-space/rule.ts'
import pageFooter from './page-footer/rule.ts'
import paywallPrompt from './paywall-prompt/rule.ts'
import photoCredit from './photo-credit/rule.ts'
import pullQuote from './pull-quote/rule.ts'
import recirculationWidget from './recirculation-widget/rule.ts'
import refinedwebDocument from './refinedweb-document/rule.ts'
import refinedwebLine from './refinedweb-line/rule.ts'
import relatedBlock from './related-block/rule.ts'
import relatedLink from './related-link/rule.ts'
import repeatedWord from './repeated-word/rule.ts'
import replyPrompt from './reply-prompt/rule.ts'
import sectionLabel from './section-label/rule.ts'
import seoLinkSpam from './seo-link-spam/rule.ts'
import socialShare from './social-share/rule.ts'
import sourceLinkFooter from './source-link-footer/rule.ts'
import spaceBeforePunctuation from './space-before-punctuation/rule.ts'
import spelling from './spelling/rule.ts'
import symbolLine from './symbol-line/rule.ts'
import syndicationFooter from './syndication-footer/rule.ts'
import tagCloud from './tag-cloud/rule.ts'
import titleRepeat from './title-repeat/rule.ts'
import truncatedText from './truncated-text/rule.ts'
import unmatchedQuote from './unmatched-quote/rule.ts'

export {
  advertisementMarker,
  altTextRepeat,
  appStorePrompt,
  authorBioFooter,
  bareUrl,
  blankRun,
  bylineHeader,
  c4Document,
  c4Line,
  callToAction,
  captionBesideCredit,
  captionDuplicate,
  captionMarker,
  captionWithCredit,
  citationMarker,
  commentThread,
  commerceLine,
  contributorFooter,
  cookieConsent,
  datelineResidue,
  donationPrompt,
  doubledPunctuation,
  duplicateBlock,
  duplicateLine,
  engagementCounter,
  errorPage,
  finewebQuality,
  gopherQuality,
  gopherRepetition,
  invalidUtf8,
  invisibleCharacters,
  keywordStuffing,
  legalFooter,
  loremIpsum,
  mediaPlaceholder,
  menuBlock,
  misplacedQuote,
  mtFragment,
  navigationLine,
  newsletterPrompt,
  noBreakSpace,
  pageFooter,
  paywallPrompt,
  photoCredit,
  pullQuote,
  recirculationWidget,
  refinedwebDocument,
  refinedwebLine,
  relatedBlock,
  relatedLink,
  repeatedWord,
  replyPrompt,
  sectionLabel,
  seoLinkSpam,
  socialShare,
  sourceLinkFooter,
  spaceBeforePunctuation,
  spelling,
  symbolLine,
  syndicationFooter,
  tagCloud,
  titleRepeat,
  truncatedText,
  unmatchedQuote,
}

/** All built-in rules by id. */
export const rules: readonly Rule[] = [
  advertisementMarker,
  altTextRepeat,
  appStorePrompt,
  authorBioFooter,
  bareUrl,
  blankRun,
  bylineHeader,
  c4Document,
  c4Line,
  callToAction,
  captionBesideCredit,
  captionDuplicate,
  captionMarker,
  captionWithCredit,
  citationMarker,
  commentThread,
  commerceLine,
  contributorFooter,
  cookieConsent,
  datelineResidue,
  donationPrompt,
  doubledPunctuation,
  duplicateBlock,
  duplicateLine,
  engagementCounter,
  errorPage,
  finewebQuality,
  gopherQuality,
  gopherRepetition,
  invalidUtf8,
  invisibleCharacters,
  keywordStuffing,
  legalFooter,
  loremIpsum,
  mediaPlaceholder,
  menuBlock,
  misplacedQuote,
  mtFragment,
  navigationLine,
  newsletterPrompt,
  noBreakSpace,
  pageFooter,
  paywallPrompt,
  photoCredit,
  pullQuote,
  recirculationWidget,
  refinedwebDocument,
  refinedwebLine,
  relatedBlock,
  relatedLink,
  repeatedWord,
  replyPrompt,
  sectionLabel,
  seoLinkSpam,
  socialShare,
  sourceLinkFooter,
  spaceBeforePunctuation,
  spelling,
  symbolLine,
  syndicationFooter,
  tagCloud,
  titleRepeat,
  truncatedText,
  unmatchedQuote,
]
