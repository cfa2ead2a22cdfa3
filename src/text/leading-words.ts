/**
 * Words that want another word behind them: articles, possessives, prepositions that are no particles of verbs. A
 * stop or comma behind one stands where something was dropped. No conjunctions: a comma may follow them.
 */
const WORDS: Record<string, string> = {
  en: 'the an our your their my its every of by in from with as at via using into onto than between among',
  de: 'den dem des im am vom zum zur beim ins von für gegen ohne zwischen unserer unseren seinem ihrem ihren einen einem eines',
  fr: 'le les un une des du de au aux par dans chez ce cet cette ses leurs nos vos mes sa ma entre sur vers',
  es: 'el los las un unas del al de con por para en sin sobre entre hacia desde su sus nuestro nuestra nuestros nuestras',
  it: 'il gli un uno del dello della dei degli delle dal dallo dalla dai dalle nel nello nella nei nelle sul sulla sui sulle col di da per con tra fra',
  pt: 'os um uma do da dos das de no nos nas ao aos pelo pela pelos pelas num numa em por para com sem sobre entre seu seus sua suas',
  nl: 'de een van onze jouw hun tussen volgens',
  pl: 'w z ze od do dla przez przy pod nad przed między o u we ku',
  cs: 'v ve z ze od do u při pod nad před mezi ke ku přes skrz',
  sv: 'ett av från hos genom enligt mellan vår vårt våra er ert din ditt dina',
  da: 'et af fra hos gennem ifølge mellem vores deres jeres din dit dine',
  no: 'et fra hos gjennom ifølge mellom vår vårt våre deres din ditt dine',
  ru: 'в во на с со из от до для при об по к ко у под над перед через между',
}

const LEADING: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(WORDS).map(([lang, words]) => [lang, new Set(words.split(' '))]),
)

/**
 * Whether a word cannot be the last before a stop or comma.
 *
 * @param lang language of the text; of others than those listed too little is known
 */
export function leadsOn(word: string, lang: string | undefined): boolean {
  return LEADING.get(lang ?? '')?.has(word.toLowerCase()) ?? false
}
