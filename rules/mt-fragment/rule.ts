import {defineRule} from '../../src/rule/define.ts'
import {Mark} from '../../src/text/marks.ts'

const FRAGMENT =
  /(?<![\p{L}\p{N}.@/_’'-])(\p{Ll}[\p{Ll}’'-]{2,})\. (\p{Ll}[\p{L}’'-]*)(?![\p{L}\p{N}@_/’'-]|\.\p{L}|:\/)/gu
// Another language may look like English by one word of its own.
const FUNCTION_WORD = /\b(?:the|and|of|to|in|that|it|for|was|is|are|with|as|on|said)\b/i
const ABBREVIATIONS = new Set(
  `abbr acct adj adv aged amt anon appt approx apt arr assn assoc asst attn ave avg bibl bldg blvd bros cap capt cent cert cf chap col comp concl cont corp cresc ctr dec decl dept dim dist div doz elec esp esq est etc excl ext fam feb fem fig figs fol freq fri fwd gal gen gov govt hist hon hosp hrs ibid illus inc incl inst intl introd jan jct jour jun lat lang lbs lib lit ltd maj mar masc math max med mfg mfr mgr mins min misc mon mos mph mss mtg mtn mult mus myth nat neg neut nom nos nov obit obj obs occas oct op orig ord oxf par perf perh pers pfc philos pkg pkwy pl plur pop poss pref prep pres prev prob proc prod prof pron propr pseud pub publ quot recd ref refs regt rep repr rept res resp rev rom sat sci sec secs sen seq sep sept seqq ser sgt sic sing soc soln spec sqq sta std str subj sun sup supp suppl surg syn tel temp terr theol thu thurs tit trans treas trig tue tues univ usu var vers viz vol vols vid vbl wed wks yds yrs ult prox`.split(
    /\s+/,
  ),
)

/** Debris of machine translation: a sentence that begins in lower case, or is a single word in lower case. */
export default defineRule({
  id: 'mt-fragment',
  category: 'garble',
  summary: 'A sentence begins in lower case, as machine translation leaves it.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  fix: 'none',
  needs: 'marks',
  marks: Mark.LowerAfterStop,
  *check({line, document}) {
    // Where all is in lower case, a sentence begins so as well.
    if (document.lang !== 'en' || !line.isProse || /^\W*\p{Ll}/u.test(line.text)) return
    if (!FUNCTION_WORD.test(line.text)) return
    for (const match of line.text.matchAll(FRAGMENT)) {
      const [fragment, before, after] = match
      // iPhone, eBay; "p. 23".
      if (/\p{Lu}|^[^ai]$/u.test(after as string) || ABBREVIATIONS.has((before as string).toLowerCase())) continue
      yield {
        at: line.span(match.index, match.index + fragment.length),
        reason: `Unexpected sentence in lower case after \`${before}.\`: \`${after} …\``,
      }
    }
  },
})
