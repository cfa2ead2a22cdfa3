import {defineRule, fillsLine, startsLine} from 'descrape'
import {phrases} from './phrases.js'

/** A button of the wiki that stands alone on its line. */
const wikiEditLink = defineRule({
  id: 'wiki-edit-link',
  category: 'navigation',
  summary: 'A button of the wiki is left in the text.',
  since: '1.0.0',
  presets: ['recommended'],
  fix: 'safe',
  needs: 'phrases',
  *check({hit, line}) {
    if (fillsLine(hit)) yield {at: line, reason: `Unexpected button \`${line.excerpt}\``, remove: true}
  },
})

/** Where on the map the subject is: "Coordinates: 51°N 2°W". */
const wikiCoordinates = defineRule({
  id: 'wiki-coordinates',
  category: 'media',
  summary: 'The coordinates of the map stand in the text.',
  since: '1.0.0',
  presets: [],
  fix: 'unsafe',
  options: {maxWords: {default: 8, min: 1, description: 'Longer lines are taken for prose.'}},
  needs: 'phrases',
  *check({hit, line, options}) {
    if (!startsLine(hit) || line.words > options.maxWords || !/\d\s*°/.test(line.text)) return
    yield {at: line, reason: `Unexpected coordinates \`${line.excerpt}\``, remove: true}
  },
})

export default {name: 'descrape-plugin-wiki', rules: [wikiEditLink, wikiCoordinates], phrases}
