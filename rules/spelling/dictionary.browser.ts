// The package reads its files from a disk, and lets nobody else do so by its name.
import aff from '../../node_modules/dictionary-en/index.aff'
import dic from '../../node_modules/dictionary-en/index.dic'

/** As `dictionary-en` has it, for browsers: part of the bundle, and text, which is bytes to `nspell` in Node only. */
export default {aff, dic}
