// Capitalised words that begin sentences and end no name: no "It" of TripIt, "Learn" of OpenLearn or "One" of SiteOne.
const WORDS: Record<string, string> = {
  en: 'The This That These Those There They Their When While Where What Why Which Since Although Because But His Our Your She You’re You’ll It’s It’ll I’m I’ve He’s She’s They’re We’re We’ve Here’s That’s There’s Don’t However Moreover Additionally',
  de: 'Der Die Das Dem Den Des Diese Dieser Dieses Eine Einer Einen Einem Sie Wir Ihr Wenn Während Nach Auch Aber Doch Weil Obwohl Nicht Kein Keine Seit Bei Beim Wie Warum Wer',
  fr: 'Les Des Cette Cet Ces Une Elle Elles Ils Nous Vous Mais Dans Pour Avec Selon Depuis Quand Lorsque Pourquoi Comment',
  es: 'Las Los Una Unas Unos Este Esta Estos Estas Ese Esa Pero Para Según Desde Cuando Cuándo Cómo Donde Nosotros Ellos Ellas También Sin',
  it: 'Gli Una Questo Questa Questi Queste Quello Quella Quando Mentre Dopo Secondo Perché Come Noi Anche Della Nella',
  pt: 'Uma Umas Este Esta Estes Estas Esse Essa Mas Para Segundo Desde Quando Como Onde Eles Elas Também Você Não',
  nl: 'Het Een Deze Dit Dat Die Maar Voor Volgens Sinds Toen Waarom Wij Zij Hij Ook Niet',
  sv: 'Det Den Detta Denna Dessa Ett Men För Enligt Sedan När Varför Hur Han Hon Också Inte',
  pl: 'Ten Ale Dla Jak Jednak Kiedy Gdy Dlaczego Według Nie Jest Oni One Tego Tym Przez',
  cs: 'Ale Pro Jak Když Proč Podle Tento Tato Toto Není Je Jsou Oni Také',
  ru: 'Этот Эта Это Эти Однако Когда Почему Как Для Если Они Она После Также Который',
  tr: 'Bir Ama Ancak Çünkü Nasıl Neden Onlar Biz Siz Bunun Daha',
  id: 'Ini Itu Yang Dan Untuk Namun Tetapi Ketika Mengapa Mereka Kami Kita Dengan Tidak',
}

/** Words that begin a sentence, by language. */
export const OPENERS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(WORDS).map(([lang, words]) => [lang, new Set(words.split(' '))]),
)
