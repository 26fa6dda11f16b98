import { drawing } from './dom.js';

/**
 * The drawings, each with the words of a model's name that select it.
 * @type {[string, RegExp][]}
 */
const bodies = [
  ['van', /van|bus|transporter|카니발|밴/i],
  ['suv', /suv|cross|4x4|four-by-four|off-?road|스포티지/i],
  ['roadster', /roadster|cabrio|convertible|spider|spyder|coup|sport|로드스터/i],
  ['estate', /estate|wagon|touring|kombi|family|왜건/i],
  ['sedan', /sedan|saloon|limo|classic|comfort|세단/i],
  ['hatch', /hatch|city|electric|mini|compact|small|해치/i],
];
const inOrder = bodies.map(([body]) => body);

/**
 * Selects the drawing of a car by its model's name, otherwise by its product id, so that it never changes.
 * @param {string} productId
 * @param {string} [model]
 * @returns {string}
 */
export function bodyOf(productId, model = '') {
  const named = bodies.find(([, words]) => words.test(model));
  if (named) return named[0];
  const digits = Array.from(String(productId)).reduce(
    (sum, character) => (sum * 31 + character.charCodeAt(0)) % 9973,
    0,
  );
  return inOrder[digits % inOrder.length] ?? 'hatch';
}

/**
 * @param {string} body
 * @returns {SVGElement}
 */
export const carDrawing = (body) => drawing('cars', body, '0 0 320 132');
