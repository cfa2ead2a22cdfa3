/** Phrases of the rules: what may be left of a wiki's buttons, by language. */
export const phrases = [
  {
    rule: 'wiki-edit-link',
    lang: 'en',
    phrases: ['edit', 'edit [this] (source|section)', 'jump to navigation', 'jump to search', 'view history'],
  },
  {
    rule: 'wiki-edit-link',
    lang: 'de',
    phrases: ['bearbeiten', '[bearbeiten] quelltext bearbeiten', 'Versionsgeschichte'],
  },
  {rule: 'wiki-coordinates', lang: 'en', phrases: ['coordinates:…']},
  {rule: 'wiki-coordinates', lang: 'de', phrases: ['koordinaten:…']},
]
