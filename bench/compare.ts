import {FIX_MODES, type FixMode, groupOf, inParallel, markdownTable, type Program, sha256} from './lab.ts'
import {jobOf, readSet, runAll, type SetChanges} from './sets.ts'

/** A line that one program removes or changes, with the rule behind it. */
interface Act {
  set: string
  mode: FixMode
  rule: string
  id: string
  line: number
  label: string
  kind: 'removed' | 'changed'
  text: string
}

const SAMPLES = 10
const WIDTH = 160

function actsOf(set: string, {changes}: SetChanges): Map<string, Act> {
  const acts = new Map<string, Act>()
  const add = (act: Act): void => {
    acts.set([act.set, act.mode, act.rule, act.id, act.line, act.kind].join('\0'), act)
  }
  for (const mode of FIX_MODES)
    for (const {page, removals, retouches} of changes[mode]) {
      const {id, lines} = page
      for (const {line, label, rules, text} of removals)
        for (const rule of rules) add({set, mode, rule, id, line, label, kind: 'removed', text})
      for (const {line, label, rules} of retouches)
        for (const rule of rules) add({set, mode, rule, id, line, label, kind: 'changed', text: lines[line] as string})
    }
  return acts
}

/**
 * What a change of the program adds and takes away, per rule.
 *
 * @param sets  names of sets; damaged texts are left out
 * @param then  the program before
 * @param now   the program after
 */
export async function comparePrograms(
  sets: readonly string[],
  then: Program,
  now: Program,
  flags: readonly string[],
  quick: boolean,
): Promise<string> {
  const added: Act[] = []
  const gone: Act[] = []
  const wanted = sets.filter((set) => set === 'clean' || groupOf(set))
  await inParallel(
    wanted.map((set) => async () => {
      const [before, after] = [jobOf(set, then, flags, quick), jobOf(set, now, flags, quick)]
      const old = actsOf(set, readSet(before, await runAll(before)))
      const current = actsOf(set, readSet(after, await runAll(after)))
      for (const [key, act] of current) if (!old.has(key)) added.push(act)
      for (const [key, act] of old) if (!current.has(key)) gone.push(act)
    }),
  )
  const rules = [...new Set([...added, ...gone].map(({rule}) => rule))].sort()
  if (rules.length === 0) return 'No rule removes or changes anything else.\n'
  const rows = rules.flatMap((rule) =>
    FIX_MODES.flatMap((mode) => {
      const own = (acts: readonly Act[]): Act[] => acts.filter((act) => act.rule === rule && act.mode === mode)
      const [more, less] = [own(added), own(gone)]
      return more.length + less.length === 0 ? [] : [[`${rule}, ${mode}`, ...counts(more), ...counts(less)]]
    }),
  )
  const head = [
    'rule',
    'lines added: junk',
    'content',
    'clean',
    'edits',
    'lines gone: junk',
    'content',
    'clean',
    'edits',
  ]
  const samples = rules.flatMap((rule) => [
    ...sample(
      `${rule}: added`,
      added.filter((act) => act.rule === rule),
    ),
    ...sample(
      `${rule}: gone`,
      gone.filter((act) => act.rule === rule),
    ),
  ])
  return `${markdownTable(head, rows)}\n${samples.join('\n')}\n`
}

function counts(acts: readonly Act[]): number[] {
  const removed = acts.filter(({kind}) => kind === 'removed')
  return [
    removed.filter(({label}) => label === 'j').length,
    removed.filter(({label}) => label === 'c').length,
    removed.filter(({set}) => set === 'clean').length,
    acts.length - removed.length,
  ]
}

// One line of one page comes once, whichever scrapers and modes show it.
function sample(title: string, acts: readonly Act[]): string[] {
  const unique = new Map<string, {act: Act; modes: Set<FixMode>}>()
  for (const act of acts) {
    const key = sha256(act.id, act.text)
    const known = unique.get(key)
    if (known) known.modes.add(act.mode)
    else unique.set(key, {act, modes: new Set([act.mode])})
  }
  if (unique.size === 0) return []
  const picked = [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, SAMPLES)
  const lines = picked.map(([, {act, modes}]) => {
    const text = act.text.trim().replace(/\s+/g, ' ')
    const short = text.length > WIDTH ? `${text.slice(0, WIDTH)}…` : text
    const from = modes.has('safe') ? 'safe' : 'unsafe'
    return `    ${act.label === ' ' ? '-' : act.label} ${act.kind}, ${from}, ${act.set} ${act.id}:${act.line + 1}  ${short}`
  })
  return [`${title} (${unique.size})`, ...lines]
}
