import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** What picture desks and players say around a caption: "FILE PHOTO", "Image 1 of 5", "Scroll down for video". */
export default definePhraseLine({
  id: 'caption-marker',
  category: 'caption',
  summary: 'A label of a picture or player stands without it.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'picture label',
  sure: 'anywhere',
})
