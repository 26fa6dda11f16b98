import { locales } from '/js/translate.js';
import en from './locales/en.js';
import ko from './locales/ko.js';

/** The desk speaks the customer page's words and its own. */
locales['en'] = { ...locales['en'], ...en };
locales['ko'] = { ...locales['ko'], ...ko };
