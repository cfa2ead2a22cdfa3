// Made by rules/generate.ts; do not edit.
import type {Rule} from '../src/rule/define.ts'
import advertisementMarker from './advertisement-marker/rule.ts'
import altTextRepeat from './alt-text-repeat/rule.ts'
import appStorePrompt from './app-store-prompt/rule.ts'
import authorBioFooter from './author-bio-footer/rule.ts'
import backtickQuote from './backtick-quote/rule.ts'
import bareUrl from './bare-url/rule.ts'
import blankRun from './blank-run/rule.ts'
import boilerplateLine from './boilerplate-line/rule.ts'
import brokenEllipsis from './broken-ellipsis/rule.ts'
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
import consentPanel from './consent-panel/rule.ts'
import contributorFooter from './contributor-footer/rule.ts'
import cookieConsent from './cookie-consent/rule.ts'
import corpusTemplateLine from './corpus-template-line/rule.ts'
import datelineResidue from './dateline-residue/rule.ts'
import donationPrompt from './donation-prompt/rule.ts'
import doubleSpace from './double-space/rule.ts'
import doubledPunctuation from './doubled-punctuation/rule.ts'
import doubledQuote from './doubled-quote/rule.ts'
import doubledWord from './doubled-word/rule.ts'
import droppedApostrophe from './dropped-apostrophe/rule.ts'
import droppedBlock from './dropped-block/rule.ts'
import droppedLink from './dropped-link/rule.ts'
import duplicateBlock from './duplicate-block/rule.ts'
import duplicateLine from './duplicate-line/rule.ts'
import editMark from './edit-mark/rule.ts'
import embedResidue from './embed-residue/rule.ts'
import emojiShortcode from './emoji-shortcode/rule.ts'
import engagementCounter from './engagement-counter/rule.ts'
import errorPage from './error-page/rule.ts'
import escapedQuote from './escaped-quote/rule.ts'
import escapedText from './escaped-text/rule.ts'
import finewebQuality from './fineweb-quality/rule.ts'
import foreignQuote from './foreign-quote/rule.ts'
import fullwidthLetter from './fullwidth-letter/rule.ts'
import gluedByline from './glued-byline/rule.ts'
import gopherQuality from './gopher-quality/rule.ts'
import gopherRepetition from './gopher-repetition/rule.ts'
import hardWrap from './hard-wrap/rule.ts'
import homoglyph from './homoglyph/rule.ts'
import htmlEntity from './html-entity/rule.ts'
import htmlTag from './html-tag/rule.ts'
import hyphenation from './hyphenation/rule.ts'
import invalidUtf8 from './invalid-utf8/rule.ts'
import invisibleCharacters from './invisible-characters/rule.ts'
import joinedWords from './joined-words/rule.ts'
import keywordStuffing from './keyword-stuffing/rule.ts'
import legalFooter from './legal-footer/rule.ts'
import letterSpacing from './letter-spacing/rule.ts'
import ligature from './ligature/rule.ts'
import loremIpsum from './lorem-ipsum/rule.ts'
import markdownResidue from './markdown-residue/rule.ts'
import mediaPlaceholder from './media-placeholder/rule.ts'
import menuBlock from './menu-block/rule.ts'
import misplacedQuote from './misplaced-quote/rule.ts'
import missingSpace from './missing-space/rule.ts'
import mixedLineEnd from './mixed-line-end/rule.ts'
import mixedQuote from './mixed-quote/rule.ts'
import mojibake from './mojibake/rule.ts'
import mtFragment from './mt-fragment/rule.ts'
import navigationLine from './navigation-line/rule.ts'
import newsletterPrompt from './newsletter-prompt/rule.ts'
import noBreakSpace from './no-break-space/rule.ts'
import oddApostrophe from './odd-apostrophe/rule.ts'
import oddSpace from './odd-space/rule.ts'
import pageFooter from './page-footer/rule.ts'
import paywallPrompt from './paywall-prompt/rule.ts'
import percentEncoding from './percent-encoding/rule.ts'
import photoCredit from './photo-credit/rule.ts'
import pullQuote from './pull-quote/rule.ts'
import punctuationClash from './punctuation-clash/rule.ts'
import questionForPunctuation from './question-for-punctuation/rule.ts'
import quotedPrintable from './quoted-printable/rule.ts'
import recirculationWidget from './recirculation-widget/rule.ts'
import refinedwebDocument from './refinedweb-document/rule.ts'
import refinedwebLine from './refinedweb-line/rule.ts'
import relatedBlock from './related-block/rule.ts'
import relatedLink from './related-link/rule.ts'
import repeatedSentence from './repeated-sentence/rule.ts'
import repeatedWord from './repeated-word/rule.ts'
import replacementCharacter from './replacement-character/rule.ts'
import replyPrompt from './reply-prompt/rule.ts'
import scriptFragment from './script-fragment/rule.ts'
import sectionLabel from './section-label/rule.ts'
import seoLinkSpam from './seo-link-spam/rule.ts'
import socialShare from './social-share/rule.ts'
import sourceLinkFooter from './source-link-footer/rule.ts'
import spaceBeforePunctuation from './space-before-punctuation/rule.ts'
import spacedApostrophe from './spaced-apostrophe/rule.ts'
import spacedQuote from './spaced-quote/rule.ts'
import spelling from './spelling/rule.ts'
import styleFragment from './style-fragment/rule.ts'
import symbolLine from './symbol-line/rule.ts'
import syndicationFooter from './syndication-footer/rule.ts'
import tagCloud from './tag-cloud/rule.ts'
import templateResidue from './template-residue/rule.ts'
import titleRepeat from './title-repeat/rule.ts'
import trackingParameter from './tracking-parameter/rule.ts'
import trailingSpace from './trailing-space/rule.ts'
import truncatedText from './truncated-text/rule.ts'
import unmatchedQuote from './unmatched-quote/rule.ts'
import unnormalised from './unnormalised/rule.ts'

export {
  advertisementMarker,
  altTextRepeat,
  appStorePrompt,
  authorBioFooter,
  backtickQuote,
  bareUrl,
  blankRun,
  boilerplateLine,
  brokenEllipsis,
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
  consentPanel,
  contributorFooter,
  cookieConsent,
  corpusTemplateLine,
  datelineResidue,
  donationPrompt,
  doubleSpace,
  doubledPunctuation,
  doubledQuote,
  doubledWord,
  droppedApostrophe,
  droppedBlock,
  droppedLink,
  duplicateBlock,
  duplicateLine,
  editMark,
  embedResidue,
  emojiShortcode,
  engagementCounter,
  errorPage,
  escapedQuote,
  escapedText,
  finewebQuality,
  foreignQuote,
  fullwidthLetter,
  gluedByline,
  gopherQuality,
  gopherRepetition,
  hardWrap,
  homoglyph,
  htmlEntity,
  htmlTag,
  hyphenation,
  invalidUtf8,
  invisibleCharacters,
  joinedWords,
  keywordStuffing,
  legalFooter,
  letterSpacing,
  ligature,
  loremIpsum,
  markdownResidue,
  mediaPlaceholder,
  menuBlock,
  misplacedQuote,
  missingSpace,
  mixedLineEnd,
  mixedQuote,
  mojibake,
  mtFragment,
  navigationLine,
  newsletterPrompt,
  noBreakSpace,
  oddApostrophe,
  oddSpace,
  pageFooter,
  paywallPrompt,
  percentEncoding,
  photoCredit,
  pullQuote,
  punctuationClash,
  questionForPunctuation,
  quotedPrintable,
  recirculationWidget,
  refinedwebDocument,
  refinedwebLine,
  relatedBlock,
  relatedLink,
  repeatedSentence,
  repeatedWord,
  replacementCharacter,
  replyPrompt,
  scriptFragment,
  sectionLabel,
  seoLinkSpam,
  socialShare,
  sourceLinkFooter,
  spaceBeforePunctuation,
  spacedApostrophe,
  spacedQuote,
  spelling,
  styleFragment,
  symbolLine,
  syndicationFooter,
  tagCloud,
  templateResidue,
  titleRepeat,
  trackingParameter,
  trailingSpace,
  truncatedText,
  unmatchedQuote,
  unnormalised,
}

/** All built-in rules by id. */
export const rules: readonly Rule[] = [
  advertisementMarker,
  altTextRepeat,
  appStorePrompt,
  authorBioFooter,
  backtickQuote,
  bareUrl,
  blankRun,
  boilerplateLine,
  brokenEllipsis,
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
  consentPanel,
  contributorFooter,
  cookieConsent,
  corpusTemplateLine,
  datelineResidue,
  donationPrompt,
  doubleSpace,
  doubledPunctuation,
  doubledQuote,
  doubledWord,
  droppedApostrophe,
  droppedBlock,
  droppedLink,
  duplicateBlock,
  duplicateLine,
  editMark,
  embedResidue,
  emojiShortcode,
  engagementCounter,
  errorPage,
  escapedQuote,
  escapedText,
  finewebQuality,
  foreignQuote,
  fullwidthLetter,
  gluedByline,
  gopherQuality,
  gopherRepetition,
  hardWrap,
  homoglyph,
  htmlEntity,
  htmlTag,
  hyphenation,
  invalidUtf8,
  invisibleCharacters,
  joinedWords,
  keywordStuffing,
  legalFooter,
  letterSpacing,
  ligature,
  loremIpsum,
  markdownResidue,
  mediaPlaceholder,
  menuBlock,
  misplacedQuote,
  missingSpace,
  mixedLineEnd,
  mixedQuote,
  mojibake,
  mtFragment,
  navigationLine,
  newsletterPrompt,
  noBreakSpace,
  oddApostrophe,
  oddSpace,
  pageFooter,
  paywallPrompt,
  percentEncoding,
  photoCredit,
  pullQuote,
  punctuationClash,
  questionForPunctuation,
  quotedPrintable,
  recirculationWidget,
  refinedwebDocument,
  refinedwebLine,
  relatedBlock,
  relatedLink,
  repeatedSentence,
  repeatedWord,
  replacementCharacter,
  replyPrompt,
  scriptFragment,
  sectionLabel,
  seoLinkSpam,
  socialShare,
  sourceLinkFooter,
  spaceBeforePunctuation,
  spacedApostrophe,
  spacedQuote,
  spelling,
  styleFragment,
  symbolLine,
  syndicationFooter,
  tagCloud,
  templateResidue,
  titleRepeat,
  trackingParameter,
  trailingSpace,
  truncatedText,
  unmatchedQuote,
  unnormalised,
]
