import {UNUSED} from './lint/suppress.ts'

/** Version of the package; a test holds it equal to package.json. */
export const VERSION = '0.1.0'

/** Address of a rule's documentation, of the version that runs. */
export function ruleUrl(ruleId: string): string {
  const page = ruleId === UNUSED ? 'suppression' : `rules/${ruleId}`
  return `https://unpkg.com/descrape@${VERSION}/docs/${page}.md`
}
