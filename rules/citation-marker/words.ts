/** Words before the number of a note, as encyclopedias name their groups of notes. */
export const NOTE =
  'note|notes|nb|fn|anm\\.?|nota|nt|obs|noot|uwaga|pozn\\.|not|прим\\.|комм?\\.|ملاحظة|注|註|註釈|주|ghi chú|catatan'

/** What encyclopedias put behind a sentence that wants a source, a date, a name. */
export const NEEDED = [
  'citation needed|better source needed|clarification needed|page needed|dubious(?: – discuss)?|failed verification|unreliable source\\??|according to whom\\?|by whom\\?|who\\?|when\\?|where\\?|which\\?|original research\\??|dead link|permanent dead link|needs update|not in citation given',
  'Beleg\\?|Beleg fehlt|Belege fehlen|Quelle\\?|wer\\?|wann\\?',
  'réf\\. nécessaire|réf\\. souhaitée|réf\\. incomplète|citation nécessaire|source insuffisante|non neutre|qui \\?|quand \\?',
  'cita requerida|¿quién\\?|¿cuándo\\?|enlace roto',
  'senza fonte|citazione necessaria|chi\\?|quando\\?|collegamento interrotto',
  'carece de fontes\\??|ligação inativa|quem\\?',
  'bron\\?|wie\\?|dode link',
  'potrzebny przypis|kto\\?|kiedy\\?|martwy link',
  'zdroj\\?|kdo\\?|kdy\\?|nenalezeno',
  'källa behövs|vem\\?|när\\?|död länk',
  'источник не указан \\d+ дн\\p{L}+|источник\\?|кто\\?|когда\\?|значимость факта\\?|уточнить',
  'kaynak belirtilmeli|kim\\?|ne zaman\\?|ölü bağlantı',
  'بحاجة لمصدر|محل شك|من؟',
  '來源請求|来源请求|可疑|需要解释|何時？|何时？',
  '要出典|誰\\?|いつ\\?|リンク切れ|要検証',
  '출처 필요|누가\\?|언제\\?|깨진 링크',
  'cần dẫn nguồn|ai nói\\?|liên kết hỏng',
  'butuh rujukan|siapa\\?|kapan\\?|pranala nonaktif',
].join('|')
