export {default} from 'dictionary-en'
