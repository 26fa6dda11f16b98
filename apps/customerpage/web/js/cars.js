import { drawing } from './dom.js';

/** The drawings, each with the words in a model's name that ask for it. */
const bodies = [
  ['van', /van|bus|transporter|카니발|밴/i],
  ['suv', /suv|cross|4x4|off-?road|rugged|스포티지/i],
  ['roadster', /roadster|cabrio|convertible|spider|spyder|coup|sport|로드스터/i],
  ['sedan', /sedan|saloon|limo|classic|comfort|세단/i],
  ['hatch', /hatch|city|mini|compact|small|해치/i],
];
const inOrder = ['hatch', 'sedan', 'suv', 'van', 'roadster'];

/**
 * Which drawing a car gets: what its model's name asks for, else one by its product id, always the same.
 * @param {string} productId
 * @param {string} [model]
 * @returns {string}
 */
export function bodyOf(productId, model = '') {
  const named = bodies.find(([, words]) => words.test(model));
  if (named) return named[0];
  const number = [...String(productId)].reduce((sum, digit) => sum * 31 + digit.charCodeAt(0), 0) % 9973;
  return inOrder[/^\d+$/.test(productId) ? (Number(productId) + 4) % inOrder.length : number % inOrder.length];
}

/**
 * @param {string} body
 * @returns {SVGElement}
 */
export const carDrawing = (body) => drawing('cars', body, '0 0 320 132');
