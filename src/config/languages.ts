/**
 * @param tag for example `en`, `pt-BR`, `zh-Hant`
 * @returns whether it is a BCP 47 tag of a language; three letters are believed, as no list at hand has them all
 */
export function isLanguageTag(tag: string): boolean {
  try {
    const {language} = new Intl.Locale(tag.replaceAll('_', '-'))
    const names = new Intl.DisplayNames(['en'], {type: 'language', fallback: 'none'})
    return language.length === 3 || (language.length === 2 && names.of(language) !== undefined)
  } catch {
    return false
  }
}
