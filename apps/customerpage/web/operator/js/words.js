import { locales } from '/js/translate.js';
import en from './locales/en.js';
import ko from './locales/ko.js';

/** The operator console uses the texts of the customer's page and its own. */
locales['en'] = { ...locales['en'], ...en };
locales['ko'] = { ...locales['ko'], ...ko };
