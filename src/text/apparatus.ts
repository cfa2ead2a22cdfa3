import type {Line} from './line.ts'

const HEADINGS = new Set(
  [
    'references|reference list|bibliography|works cited|literature cited|citations|sources|notes|footnotes|endnotes',
    'notes and references|further reading|suggested reading|appendix|glossary',
    'literatur|literaturverzeichnis|quellen|quellenverzeichnis|anmerkungen|fußnoten|einzelnachweise|anhang|glossar',
    'weiterführende literatur|quellen und literatur',
    'références|bibliographie|notes de bas de page|notes et références|annexe|annexes|glossaire|pour aller plus loin',
    'referencias|referencias bibliográficas|bibliografía|fuentes|notas|notas al pie|anexo|glosario',
    'riferimenti|riferimenti bibliografici|bibliografia|fonti|note|note a piè di pagina|appendice|glossario',
    'referências|referências bibliográficas|fontes|notas de rodapé|glossário',
    'referenties|literatuur|literatuurlijst|bronnen|bronvermelding|noten|voetnoten|bijlage|begrippenlijst',
    'przypisy|źródła|literatura|uwagi|aneks|załącznik|słowniczek',
    'použitá literatura|zdroje|prameny|poznámky|poznámky pod čarou|reference|příloha',
    'referenser|källor|källförteckning|litteratur|noter|fotnoter|bilaga|ordlista',
    'литература|список литературы|источники|примечания|сноски|библиография|приложение|глоссарий',
    'kaynakça|kaynaklar|notlar|dipnotlar|ekler|sözlükçe',
    'المراجع|المصادر|المصادر والمراجع|الهوامش|ملاحظات|الملاحق',
    '参考文献|参考资料|注释|脚注|附录|參考文獻|參考資料|註釋|腳註|附錄',
    '注釈|脚注|出典|参考資料|付録|注|用語集',
    '참고문헌|참고 문헌|참고 자료|각주|주석|부록',
    'tài liệu tham khảo|chú thích|ghi chú|nguồn tham khảo|phụ lục',
    'referensi|daftar pustaka|catatan kaki|catatan|lampiran',
  ].flatMap((names) => names.split('|')),
)
const LONGEST = Math.max(...[...HEADINGS].map((name) => name.length))

/**
 * Whether a line heads what belongs to a text and stands at its end: references, notes, an appendix.
 *
 * @param line any line
 */
export function isApparatusHeading(line: Line): boolean {
  if (line.end - line.start > 4 * LONGEST) return false
  const name = line.text
    .normalize('NFC')
    .toLowerCase()
    .replace(/^[\s#\d.]+|(?<![\s:：])[\s:：]+$/gu, '')
  return HEADINGS.has(name)
}
