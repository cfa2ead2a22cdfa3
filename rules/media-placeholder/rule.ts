import {definePhraseLine} from '../../src/rule/phrase-line.ts'

/** Lines of players, frames and galleries. */
export default definePhraseLine({
  id: 'media-placeholder',
  category: 'media',
  summary: 'A label of a player or gallery stands where the page had a video, a sound or a picture.',
  since: '0.1.0',
  presets: ['recommended', 'strict', 'news'],
  noun: 'player label',
  sure: 'anywhere',
})
