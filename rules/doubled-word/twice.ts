// Words that a language says twice on purpose: for stress, in grammar, in names of things and of games.
const WORDS: Record<string, string> = {
  en: 'had that is was in on to do does it you her his very so no yes yeah oh ooh ah ha hey ho hee bye dear now well there here more many much long far way too really big little old good bad great never ever again out over up down through come go goes ye yo ra la na da di blah knock hear chop chug tick tut tsk boo cha tom night hush hurry wait please pretty hot cold dark deep high low same such all both by as at only just ping bling beriberi couscous buy sell win tap tuk one two three four ten hundred times double home dik aye nay holy',
  de: 'der die das dem den des sie es er wir ihr ihn ihm ist war hat wenn dass sehr so ja nein nie mehr viele lange weit ganz noch immer doch nach und oh ach ha na bla hin her auf zu an ab ein aus mit durch geh komm klein groß gut tick hopp in ihnen uns',
  fr: 'nous vous elle elles lui est que très si non oui bien tout plus jamais toujours oh ah ha là bla loin petit grand vite ron cha pas moins fois pot en tous faut dit sont étaient était',
  es: 'muy más tan no sí ya bien poco luego casi nunca siempre oh ah ja jo bla ay que él ella tú todo uno gota paso mucho así la si ser es poder está hoy',
  it: 'piano molto così no sì bene poco quasi via mai ben man or piccolo grande lungo adagio bel appena subito giù su zitto ha ah oh bla si noi voi lui lei quatto mogio lemme rasente terra passo che allora tutto tre',
  pt: 'muito mais tão não sim bem já logo quase nunca pouco lá oh ah ha blá que se você ele ela pisca passo assim quero devagar tudo só',
  nl: 'die dat het de heel zo nee ja nooit ver veel lang meer wel toe om en oh ach ha hi bla er zij ze hij je is was door nou tik klop stil gauw kom na op in wie',
  pl: 'nie tak już bardzo co że się to i a oh ach ha bla no hej długo daleko coraz jest był ona ono one cicho szybko powoli zaraz gdzie kto jak wiele stuk puk o tyle sam',
  cs: 'ne ano že se to už velmi moc tak no ach ha bla dlouho daleko je byl ona ono ony ťuk tiše rychle jen jak co kdo pro samé dlouhý malý',
  sv: 'det den som att är var han hon de mycket så nej ja aldrig långt många mer ha ah oh bla hej då om på i till nu där här få får man kan tyst',
  ru: 'не да нет что как так очень еле чуть едва вот уже и а но ну ой ах ха бла долго далеко много она оно они тихо быстро давно всё все сам мало только белый синий скоро был была где кто то это этот эта тот та по за на в вверх',
  uk: 'не так ні що як дуже ледве от вже і а але ну ой ах ха бла довго далеко багато вона воно вони тихо швидко давно все всі сам мало тільки скоро був була де хто то це цей ця той та по за на в',
}

/** Words that may stand twice by language. Languages that double words in their grammar are not here. */
export const TWICE: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(WORDS).map(([lang, words]) => [lang, new Set(words.split(' '))]),
)
