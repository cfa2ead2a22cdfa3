/** A law of the architecture that an input breaks. */
export class Broken extends Error {
  readonly law: string
  constructor(law: string, detail = '') {
    super(detail)
    this.law = law
  }
}
