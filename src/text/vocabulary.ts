/** News and picture agencies that sign stories and photographs, as they are written. */
export const AGENCIES: readonly string[] = `
AP|AFP|EPA|EFE|DPA|dpa|ANSA|Ansa|TASS|PTI|ANI|IANS|UPI|AAP|KNA|APA|SDA|ATS|ANP|NTB|Ritzau|STT|BNS|PAP|ČTK|CTK|MTI|Lusa|LUSA|Belga|BELGA|Yonhap|Xinhua|Kyodo|Bernama|Antara|Reuters|REUTERS|Anadolu|Interfax|Sputnik|Ukrinform|Agerpres|Tanjug|WAFA|IRNA|TopFoto|Adnkronos|AGI|LaPresse|Askanews|Folhapress|Estadão Conteúdo|Notimex|Télam|İHA|DHA|AA|Rappler|CNA|
Associated Press|Agence France-Presse|Press Association|PA Media|PA Images|PA Wire|Press Trust of India|Canadian Press|Deutsche Presse-Agentur|Europa Press|EUROPA PRESS|Anadolu Agency|Anadolu Ajansı|Agência Brasil|Agência Lusa|RIA Novosti|Kyodo News|Xinhua News Agency|Jiji Press|
Getty|Getty Images|iStock|iStockphoto|Shutterstock|Alamy|Alamy Stock Photo|Adobe Stock|Depositphotos|Dreamstime|Unsplash|Pexels|Pixabay|Flickr|Wikimedia Commons|Storyful|Newsflare|Jukin Media|ViralHog|Caters News|Kennedy News|WireImage|FilmMagic|SOPA Images|LightRocket|ZUMAPRESS.com|Handout|US Navy|U.S. Navy|US Army|U.S. Army|US Air Force|NASA|Google Maps|Google Earth|Splash News|Backgrid|BACKGRID|WENN|Rex Features|Shutterstock Editorial|Zuma Press|ZUMA Press|Sipa USA|SIPA|Magnum Photos|Bloomberg|Bloomberg News|NurPhoto|Barcroft|SWNS|Cover Images|MEGA|Corbis|Hulton Archive|Bettmann|Imago|imago images|IMAGO|picture alliance|picture-alliance|ullstein bild|KEYSTONE|APA-Fotoservice|Action Images|Icon Sportswire|Imagn Images|USA Today Sports|
新华社|中央社|中新社|法新社|路透社|美联社|视觉中国|共同社|時事通信|共同通信|ロイター|연합뉴스|뉴시스|뉴스1|РИА Новости|ТАСС|Рейтер|Интерфакс|رويترز|فرانس برس|أسوشيتد برس|الأناضول|TTXVN|Detikcom
`
  .split(/[|\n]/)
  .filter(Boolean)

/** Folded names of months and days of the week, and the words that stand between the parts of a date. */
export const DATE_WORDS: ReadonlySet<string> = new Set(
  `january february march april may june july august september october november december jan feb mar apr jun jul aug
sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri
sat sun st nd rd th of at on januar februar marz mai juni juli oktober dezember montag dienstag mittwoch donnerstag
freitag samstag sonntag sonnabend um uhr am den janvier fevrier mars avril juin juillet aout septembre octobre
novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche le a 1er enero febrero marzo abril mayo junio
julio agosto septiembre setiembre octubre noviembre diciembre lunes martes miercoles jueves viernes sabado domingo
de del el las gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre lunedi martedi mercoledi
giovedi venerdi sabato domenica alle ore janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro
segunda terca quarta quinta sexta feira as januari februari maart mei augustus maandag dinsdag woensdag donderdag
vrijdag zaterdag zondag om stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika
listopada grudnia poniedzialek wtorek sroda czwartek piatek sobota niedziela ledna unora brezna dubna kvetna cervna
cervence srpna zari rijna listopadu prosince pondeli utery streda ctvrtek patek nedele maj augusti mandag tisdag
onsdag torsdag fredag lordag sondag kl января февраля марта апреля мая июня июля августа сентября октября ноября
декабря понедельник вторник среда четверг пятница суббота воскресенье г года в ocak subat mart nisan mayis haziran
temmuz agustos eylul ekim kasim aralik pazartesi sali carsamba persembe cuma cumartesi pazar يناير فبراير مارس ابريل
مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر 年 月 日 時 分 时 星 期 曜 一 二 三 四 五 六 火 水 木 金 土 년 월 일 thang ngay
gio maret agustus desember senin selasa rabu kamis jumat sabtu minggu pm m p utc gmt est edt cst cdt mst mdt pst pdt
bst cet cest ist jst aest et ct pt z t h`.split(/\s/),
)

/** Words that join names: "Jane Doe and Ali bin Said in Paris". */
export const NAME_JOINERS: ReadonlySet<string> = new Set(
  'and und et y e en och og i ve и та и dan va và with mit avec con com in from à a de del della di da do dos das du des van von der den ter bin ibn al el la le st s our staff writers writer agencies'.split(
    ' ',
  ),
)

/** Particles inside one name: "Ludwig van Beethoven". */
export const NAME_PARTICLES: ReadonlySet<string> = new Set(
  'de del della di da do dos das du des van von der den ter bin ibn al el la le st y e zu af'.split(' '),
)
/** Networks that pictures are taken from. */
export const NETWORKS: readonly string[] = [
  'Twitter',
  'Facebook',
  'Instagram',
  'TikTok',
  'YouTube',
  'Telegram',
  'Snapchat',
  'Reddit',
  'LinkedIn',
  'Weibo',
]
