/** Regular expressions that take more than linear time, and the most UTF-16 units of text that each ever sees. */
export const BOUNDS: readonly {place: string; starts: string; units: number; why: string}[] = [
  {place: 'rules/edit-mark/rule.ts', starts: '\\s*\\[\\s?(?:edit', units: 200, why: 'the end of a line, `MAX_HEADING`'},
  {
    place: 'rules/escaped-text/escapes.ts',
    starts: '(?:^|[\\s"\'(])(?:[A-Za-z]:',
    units: 60,
    why: 'what stands before a backslash',
  },
  {place: 'rules/generate.ts', starts: '(<!-- rules -->', units: 100_000, why: 'our own README'},
  {place: 'rules/no-break-space/rule.ts', starts: '[\\p{L}\\p{N}.’', units: 40, why: 'what stands before the space'},
  {place: 'rules/odd-apostrophe/rule.ts', starts: '\\p{L}*$', units: 40, why: 'what stands before the mark'},
  {place: 'rules/question-for-punctuation/rule.ts', starts: '\\S*$', units: 20, why: 'what stands before the mark'},
  {
    place: 'rules/space-before-punctuation/rule.ts',
    starts: '[\\p{L}\\p{N}\\])"”’',
    units: 30,
    why: 'what stands before the space',
  },
  {place: 'rules/truncated-text/rule.ts', starts: '(?:\\s*(?:…|', units: 60, why: 'the end of a line, `ENDING`'},
  {
    place: 'src/cli/program.ts',
    starts: "^option '",
    units: 1000,
    why: 'a message about an argument of the command line',
  },
  {
    place: 'src/config/json.ts',
    starts: '^(Unexpected token',
    units: 200,
    why: 'a message of V8, which quotes a few characters',
  },
  {place: 'src/lsp/server.ts', starts: '^### ', units: 100_000, why: 'our own pages of rules'},
  {place: 'src/text/subject.ts', starts: '^[&<>', units: 500, why: 'a word as `wordAround` cuts it'},
  {place: 'src/report/count.ts', starts: '\\B(?=(', units: 21, why: 'the digits of a number'},
  {place: 'src/text/lost-marks.ts', starts: '\\p{L}+$', units: 40, why: 'what stands before the mark, `WORD`'},
  {place: 'src/text/lost-marks.ts', starts: '\\p{L}*$', units: 40, why: 'what stands before the mark, `WORD`'},
]
