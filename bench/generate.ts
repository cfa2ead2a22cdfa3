/**
 * Text for the speed bench: prose from word lists, mixed with junk of every kind that the rules look for.
 * The same seed gives the same bytes on any machine.
 */

type LanguageCode = 'de' | 'en' | 'fr' | 'ja' | 'ru'

/** Words and boilerplate of one language. */
interface Language {
  /** Between words; empty for scripts that do not space them. */
  space: string
  stop: string
  comma: string
  quotes: readonly [string, string]
  /** Function words; every other word of the prose is one of them. */
  little: readonly string[]
  /** Content words. */
  words: readonly string[]
  names: readonly string[]
  source: readonly string[]
  reply: readonly string[]
  wires: readonly string[]
  contributed: (a: string, b: string) => string
  dates: readonly string[]
  labels: readonly string[]
  related: readonly string[]
  credits: (name: string) => readonly string[]
}

const list = (words: string): readonly string[] => words.trim().split(/\s+/)

const LANGUAGES: Record<LanguageCode, Language> = {
  en: {
    space: ' ',
    stop: '.',
    comma: ',',
    quotes: ['“', '”'],
    little:
      list(`the a of to in and that was for on with as by at from it is his her their not but had which when after before into over under this an be or its they who
      has were would than then there about only also more some such no out up if so while between during until because`),
    words:
      list(`harbour council river engineer bridge market school winter garden teacher letter train window summer farmer village doctor morning street paper island mountain
      coast valley ferry lighthouse kitchen museum orchard copper silver wooden narrow quiet early heavy common public private local northern southern careful strange simple
      build carry follow gather answer measure repair promise travel remember collect deliver explain consider discover decide arrive expect prepare protect publish receive
      report return search settle travelled promised repaired measured answered gathered followed carried built decided explained delivered collected remembered children
      families workers drivers painters singers sailors lawyers nurses bakers clerks neighbours visitors students farmers houses roads fields trees boats books songs stories
      water bread stone glass paint weather money music silence history language science politics election budget contract insurance railway station platform tunnel timetable
      ticket luggage passenger journey distance border customs passport hotel kettle blanket lantern hammer ladder basket bottle mirror curtain carpet drawer shelf notebook
      pencil calendar telephone camera battery engine wheel anchor rope sail compass chart current tide storm thunder frost harvest barley wheat potato onion pepper honey
      butter cheese salmon herring oyster pigeon sparrow falcon badger rabbit horse donkey goat sheep decade century moment minute weekend holiday autumn spring midnight
      quarter third several hundred thousand million percent degree metre mile acre tonne question reason result effort method pattern problem solution example detail surface
      didn’t don’t it’s wouldn't couldn't doesn’t long-term well-known half-finished north-west self-taught
      corner centre edge border circle square number figure record rumour opinion argument agreement decision mistake accident rescue exercise rehearsal ceremony festival`),
    names:
      list(`Alder Brannock Calloway Dunmore Ellery Farrow Greaves Hollins Ibbotson Jarrow Kestle Lorrimer Marden Norcott Oakes Pendry Quillan Rusk Selwyn Tolliver Umber Varley Wexcombe
      Yarrow Agnes Bram Clara Desmond Edith Fergus Hana Ivo Judith Klara Linus Mabel Noor Oren Petra Ruth`),
    source: [
      'Source link',
      'Original article',
      'Read the full story here',
      'Source: https://www.harbour-post.example/story',
    ],
    reply: [
      'Leave a Reply',
      'Leave a comment',
      'Your email address will not be published. Required fields are marked *',
      'Log in to comment',
    ],
    wires: ['With Post wires', 'With agency reports', '— with AFP', 'Copyright 2021 AP. All rights reserved.'],
    contributed: (a, b) => `${a} and ${b} contributed to this report.`,
    dates: [' date 2021-03-14 ', 'Updated 3 hours ago', 'Published: 14 March 2021', '5 min read'],
    labels: ['World News', 'Business', 'Opinion', 'Local News'],
    related: ['READ MORE: ', 'ALSO READ: ', 'Related: ', 'See also: '],
    credits: (name) => [
      `EPA/${name.toUpperCase()}`,
      'AP',
      `AP Photo/${name}`,
      `${name}/Getty Images`,
      `${name.toLowerCase().replace(' ', '.')} via Storyful`,
    ],
  },
  de: {
    space: ' ',
    stop: '.',
    comma: ',',
    quotes: ['„', '“'],
    little:
      list(`der die das und in zu den von mit ist des auf für nicht ein eine dem sich als auch es an nach wie bei aus noch über nur vor so zum war haben oder aber wenn werden durch
      bis hat sind seit unter während gegen zwischen`),
    words:
      list(`Hafen Brücke Fluss Schule Garten Winter Straße Bürgermeisterin Gemeinde Behörde Fähre Leuchtturm Deich Wiese Mühle Werkstatt Bahnhof Fahrplan Küche Fenster Zeitung Brief
      Nachbarn Kinder Gäste Bäcker Müller Sommer Abend Morgen Woche Monat Jahr Stunde Frage Antwort Vertrag Haushalt Grenze Gebirge Küste Insel Wasser Brot Käse Holz Glas Stein
      langsam früh spät ruhig schmal hölzern öffentlich nördlich südlich sorgfältig gewöhnlich seltsam bauen tragen folgen sammeln messen reparieren versprechen reisen erinnern
      erklären entdecken erwarten vorbereiten schützen berichten zurückkehren suchen verhandelt beschlossen geöffnet geschlossen Überraschung Größe Höhe Länge Gefühl Geräusch`),
    names: list(
      'Petersen Harms Lorenz Sommer Pohl Brandt Ahlers Bruns Carstens Dierks Onno Wiebke Jana Erik Hauke Silke Greta Thees',
    ),
    source: ['Zum Originalartikel', 'Quelle: https://www.siel-bote.example/meldung'],
    reply: ['Schreibe einen Kommentar', 'Deine E-Mail-Adresse wird nicht veröffentlicht.'],
    wires: ['Mit Material von dpa', '(dpa)'],
    contributed: (a, b) => `Mitarbeit: ${a} und ${b}`,
    dates: ['Aktualisiert vor 3 Stunden', 'Stand: 14.03.2021'],
    labels: ['Wirtschaft', 'Politik', 'Kultur'],
    related: ['LESEN SIE AUCH: ', 'Mehr zum Thema: '],
    credits: (name) => [`Foto: ${name}/dpa`, `EPA/${name.toUpperCase()}`],
  },
  fr: {
    space: ' ',
    stop: '.',
    comma: ',',
    quotes: ['«\u00a0', '\u00a0»'],
    little:
      list(`le la les de des du un une et en à dans que qui pour sur au aux avec par ne pas plus il elle ils son sa ses ce cette ces mais ou où comme se est sont était été
      après avant sans sous entre depuis`),
    words:
      list(`port pont rivière école jardin hiver été rue mairie commune bac phare digue pré moulin atelier gare horaire cuisine fenêtre journal lettre voisins enfants invités boulanger
      matin soir semaine mois année heure question réponse contrat budget frontière montagne côte île eau pain fromage bois verre pierre lentement tôt tard calme étroit public
      construire porter suivre rassembler mesurer réparer promettre voyager rappeler expliquer découvrir attendre préparer protéger publier recevoir rentrer chercher décidé ouvert
      fermé élève théâtre forêt bâtiment hôtel août naïf façade leçon œuvre cœur`),
    names: list(
      'Marchadier Rocheval Castanier Delvaire Saurel Brunet Lachaume Vidalie Solène Bastien Irène Anouk Maxence Odile',
    ),
    source: ['Lien source', 'Source : https://www.gazette-valmeuse.example/article'],
    reply: ['Laisser un commentaire', 'Votre adresse e-mail ne sera pas publiée.'],
    wires: ['Avec AFP', '(avec Reuters)'],
    contributed: (a, b) => `${a} et ${b} ont contribué à cet article.`,
    dates: ['Publié le 14 mars 2021', 'Mis à jour il y a 3 heures'],
    labels: ['Société', 'Économie', 'Monde'],
    related: ['LIRE AUSSI : ', 'À lire aussi : '],
    credits: (name) => [`Crédit photo : ${name} / AFP`, 'AFP'],
  },
  ru: {
    space: ' ',
    stop: '.',
    comma: ',',
    quotes: ['«', '»'],
    little: list(
      'и в не на что с по как из у за от о к но до для же то так его её их это был была были или при под над после перед между когда если только уже ещё',
    ),
    words:
      list(`порт мост река школа сад зима лето улица город деревня паром маяк берег поле мельница мастерская вокзал расписание кухня окно газета письмо соседи дети гости пекарь
      утро вечер неделя месяц год час вопрос ответ договор бюджет граница гора остров вода хлеб сыр дерево стекло камень медленно рано поздно тихо узкий общий построили несли
      собрали измерили починили обещали вспомнили объяснили ждали готовили защищали вернулись искали решили открыли закрыли учитель врач капитан сторож почта дорога лодка причал`),
    names: list('Сорочинский Ларцева Белозёров Кутепова Дроздов Ясенева Глеб Инна Тихон Варвара Осип Лидия'),
    source: ['Ссылка на источник', 'Источник: https://www.verya-vesti.example/novost'],
    reply: ['Оставить комментарий', 'Ваш адрес email не будет опубликован.'],
    wires: ['По материалам ТАСС', 'С использованием сообщений Reuters'],
    contributed: (a, b) => `Над материалом работали ${a} и ${b}.`,
    dates: ['Обновлено 3 часа назад', '14 марта 2021'],
    labels: ['Общество', 'Экономика', 'В мире'],
    related: ['ЧИТАЙТЕ ТАКЖЕ: ', 'Читайте также: '],
    credits: (name) => [`Фото: ${name} / ТАСС`, 'Фото: РИА Новости'],
  },
  ja: {
    space: '',
    stop: '。',
    comma: '、',
    quotes: ['「', '」'],
    little: list('の は が を に で と も から まで より へ や など では には とは しか だけ ながら'),
    words:
      list(`港 橋 川 学校 庭 冬 夏 通り 町 村 渡し船 灯台 海岸 畑 水車 工房 駅 時刻表 台所 窓 新聞 手紙 隣人 子ども 客 朝 夕方 週末 先月 今年 一時間 質問 答え 契約 予算 境界 山 島 水 パン
      チーズ 木材 ガラス 石 静かな 早い 遅い 狭い 公共の 北の 南の 建てた 運んだ 集めた 測った 直した 約束した 思い出した 説明した 待っていた 準備した 守った 戻った 探した 決めた 開いた 閉じた 先生 医者
      船長 番人 郵便 道路 ボート 桟橋 祭り 歌 物語 歴史`),
    names: list('佐倉 森下 浅野 桐谷 高瀬 直人 美咲 千春'),
    source: ['ソースリンク', '出典：https://www.minato-shimpo.example/kiji'],
    reply: ['コメントを残す', 'メールアドレスが公開されることはありません。'],
    wires: ['（共同）', '（ロイター）'],
    contributed: (a, b) => `取材協力：${a}、${b}`,
    dates: ['2021年3月14日', '3時間前に更新'],
    labels: ['経済', '国際', '社会'],
    related: ['関連記事：', 'あわせて読みたい：'],
    credits: (name) => [`写真：${name}`, '写真＝共同'],
  },
}

// Sixteen documents in twenty are English.
const SHARES: readonly LanguageCode[] = [...new Array<LanguageCode>(16).fill('en'), 'de', 'fr', 'ru', 'ja']

const STUFFING = list(
  'Lumora Velario Nordlux review lamp купить figs отзывы export dried cheap лампа wholesale rental цена',
)
const DOCUMENT_BYTES = 4096
const JUNK_RATE = 1 / 20
const QUOTE_RATE = 1 / 10
const SHORT_RATE = 1 / 6
// Of so many words one is a name and one a number.
const RARITY = 60
const MIN_WORDS = 10
const MAX_WORDS = 120

interface Random {
  /** Next number from 0 up to, not including, 1. */
  next(): number
  /** Next integer from 0 up to, not including, `end`. */
  below(end: number): number
  pick<Value>(values: readonly Value[]): Value
}

// Mulberry32.
function createRandom(seed: number): Random {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const below = (end: number): number => Math.floor(next() * end)
  return {next, below, pick: (values) => values[below(values.length)] as (typeof values)[number]}
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function personName(random: Random, {names, space}: Language): string {
  return random.pick(names) + space + random.pick(names)
}

function words(random: Random, language: Language, count: number): string {
  let text = ''
  for (let index = 0; index < count; index++) {
    if (index > 0) text += language.space
    const lot = random.below(RARITY)
    if (lot === 0) text += random.pick(language.names)
    else if (lot === 1) text += 2 + random.below(2020)
    else text += (index & 1) === 0 ? random.pick(language.words) : random.pick(language.little)
  }
  return text
}

function sentence(random: Random, language: Language, count: number): string {
  const comma = count > 9 && random.below(3) > 0
  if (!comma) return capitalise(words(random, language, count)) + language.stop
  const first = 4 + random.below(count - 8)
  return (
    capitalise(words(random, language, first)) +
    language.comma +
    language.space +
    words(random, language, count - first) +
    language.stop
  )
}

function paragraph(random: Random, language: Language): string {
  // Squared, so that short paragraphs outnumber long ones.
  let left = MIN_WORDS + Math.floor((MAX_WORDS - MIN_WORDS + 1) * random.next() ** 2)
  let text = ''
  while (left > 0) {
    const count = left < 24 ? left : 8 + random.below(14)
    text += (text && language.space) + sentence(random, language, count)
    left -= count
  }
  if (random.next() >= QUOTE_RATE) return text
  const [open, close] = language.quotes
  return `${open}${sentence(random, language, 6 + random.below(8))}${close}${language.space}${text}`
}

function title(random: Random, language: Language): string {
  return capitalise(words(random, language, 5 + random.below(5)))
}

function scene(random: Random, language: Language): string {
  return `${personName(random, language)}${language.space}${words(random, language, 9 + random.below(8))}${language.stop}`
}

/** One text in the making. */
interface Draft {
  head: string[]
  body: string[]
  tail: string[]
}

type Junk = (draft: Draft, random: Random, language: Language) => void

// A place between two words of a new paragraph, well inside it.
function broken(
  draft: Draft,
  random: Random,
  language: Language,
  mend: (before: string, after: string) => string,
): void {
  const before = sentence(random, language, 8 + random.below(10)).slice(0, -1)
  const after = words(random, language, 6 + random.below(10)) + language.stop
  draft.body.push(mend(before, after))
}

/** All kinds of junk; a draft gets one after the other of a shuffled deck, so that all are as frequent. */
const JUNK: readonly Junk[] = [
  ({tail}, random, {source}) => tail.push(random.pick(source)),
  ({tail}, random, {reply}) => tail.push(random.pick(reply)),
  ({tail}, random, {wires}) => tail.push(random.pick(wires)),
  ({tail}, random, language) =>
    tail.push(language.contributed(personName(random, language), personName(random, language))),
  ({head}, random, {dates}) => head.push(random.pick(dates)),
  ({head}, random, {labels}) => head.unshift(random.pick(labels)),
  ({body}, random, language) => body.push(random.pick(language.related) + title(random, language)),
  // A caption and its credit.
  ({body}, random, language) =>
    body.push(`${scene(random, language)}\n${random.pick(language.credits(personName(random, language)))}`),
  // Alternative text over two captions.
  ({body}, random, language) => {
    const alt = title(random, language)
    for (let copy = 0; copy < 2; copy++)
      body.push(`${alt}\n${scene(random, language)}\n${random.pick(language.credits(personName(random, language)))}`)
  },
  // A caption twice.
  ({body}, random, language) => {
    const caption = scene(random, language)
    body.push(`${caption}\n${caption}`)
  },
  // A caption twice, once with a straight apostrophe.
  ({body}, random, language) => {
    const [before, after] = [scene(random, language).slice(0, -1), words(random, language, 5) + language.stop]
    body.push(`${before}'s ${after}\n${before}’s ${after}`)
  },
  // A caption that ends in its credit.
  ({body}, random, language) =>
    body.push(`${scene(random, language)} ${random.pick(language.credits(personName(random, language)))}`),
  // A paragraph twice.
  ({body}, random, language) => {
    const text = paragraph(random, language)
    body.push(text, text)
  },
  // A pull quote.
  ({body}, random, language) => {
    const [open, close] = language.quotes
    const quote = `${open}${sentence(random, language, 7 + random.below(5)).slice(0, -1)}${close}`
    body.push(quote, `${quote}${language.comma}${language.space}${words(random, language, 8)}${language.stop}`)
  },
  ({head, tail}, random) => {
    const line = Array.from({length: 30 + random.below(30)}, () => random.pick(STUFFING)).join(' ')
    if (random.below(2) === 0) head.unshift(line)
    else tail.push(line)
  },
  ({body}, random) => body.push('\n'.repeat(1 + random.below(4))),
  (draft, random, language) => broken(draft, random, language, (before, after) => `${before}\u00a0${after}`),
  (draft, random, language) => broken(draft, random, language, (before, after) => `${before}\u200b${after}`),
  (draft, random, language) => broken(draft, random, language, (before, after) => `${before} , ${after}`),
  (draft, random, language) => broken(draft, random, language, (before, after) => `“${before} “, ${after}`),
  (draft, random, language) => broken(draft, random, language, (before, after) => `“${before}, “${after}`),
  (draft, random, language) => broken(draft, random, language, (before, after) => `“${before}. ${capitalise(after)} “`),
  (draft, random, language) => broken(draft, random, language, (before, after) => `${before} ${after} .`),
  (draft, random, language) => broken(draft, random, language, (before, after) => `${before} ‘${after}`),
  (draft, random, language) => broken(draft, random, language, (before, after) => `${before}. ${after}`),
]

// Each kind once, then all of them anew in another order.
function* deck(random: Random): Generator<Junk, never> {
  const cards = [...JUNK]
  for (;;) {
    for (let index = cards.length - 1; index > 0; index--) {
      const other = random.below(index + 1)
      const card = cards[index] as Junk
      cards[index] = cards[other] as Junk
      cards[other] = card
    }
    yield* cards
  }
}

function writeDocument(random: Random, junk: Iterator<Junk, never>): string {
  const code = random.pick(SHARES)
  const language = LANGUAGES[code]
  const draft: Draft = {head: [title(random, language)], body: [], tail: []}
  // UTF-16 units that make about the wanted number of bytes.
  const units = code === 'ja' ? DOCUMENT_BYTES / 3 : code === 'ru' ? DOCUMENT_BYTES / 1.8 : DOCUMENT_BYTES
  const {body} = draft
  for (let written = 0, seen = 0; written < units; ) {
    if (random.next() < JUNK_RATE) junk.next().value(draft, random, language)
    else if (random.next() < SHORT_RATE)
      body.push(random.below(3) === 0 ? title(random, language) : sentence(random, language, 4 + random.below(5)))
    else body.push(paragraph(random, language))
    for (; seen < body.length; seen++) written += (body[seen] as string).length
  }
  // One text in three comes without blank lines between its paragraphs.
  return `${[...draft.head, ...body, ...draft.tail].join(random.below(3) === 0 ? '\n' : '\n\n')}\n`
}

/**
 * Texts of about 4 KB, without end.
 *
 * @param seed any integer; the same one gives the same texts
 */
export function* documents(seed = 1): Generator<string, never> {
  const random = createRandom(seed)
  const junk = deck(random)
  for (;;) yield writeDocument(random, junk)
}

/**
 * One text of many articles, a piece at a time.
 *
 * @param bytes least size of all pieces together
 * @param seed  any integer
 */
export function* generateText(bytes: number, seed = 1): Generator<Uint8Array> {
  yield* pieces(bytes, documents(seed), (text) => `${text}\n`)
}

/**
 * Records `{id, url, text}`, one a line, a piece at a time; each text has about 4 KB.
 *
 * @param bytes least size of all pieces together
 * @param seed  any integer
 */
export function* generateRecords(bytes: number, seed = 1): Generator<Uint8Array> {
  yield* pieces(
    bytes,
    documents(seed),
    (text, index) =>
      `${JSON.stringify({id: `doc-${index}`, url: `https://www.site-${index % 97}.example/story/${index}`, text})}\n`,
  )
}

// Small strings are joined first: one call of the encoder for each 64 KB or so.
const PIECE_UNITS = 1 << 16

function* pieces(
  bytes: number,
  texts: Iterator<string, never>,
  write: (text: string, index: number) => string,
): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  for (let written = 0, index = 0; written < bytes; ) {
    let pending = ''
    while (pending.length < PIECE_UNITS && written + pending.length < bytes)
      pending += write(texts.next().value, index++)
    const piece = encoder.encode(pending)
    written += piece.length
    yield piece
  }
}
