/** @import { Child, Props } from './types.js' */

/**
 * Makes an element. Strings become text nodes, never markup; `on…` properties become listeners, all others attributes.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function')
      node.addEventListener(name.slice(2), /** @type {EventListener} */ (/** @type {unknown} */ (value)));
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false).map(asNode));
  return node;
}

/** @param {Child} child */
const asNode = (child) => (child instanceof Node ? child : document.createTextNode(String(child)));

const svgSpace = 'http://www.w3.org/2000/svg';

/**
 * A drawing of a sprite. It is hidden from screen readers, because the text beside it has the same content.
 * @param {string} sprite file under /img
 * @param {string} name symbol
 * @param {string} viewBox
 */
export function drawing(sprite, name, viewBox) {
  const svg = document.createElementNS(svgSpace, 'svg');
  svg.setAttribute('viewBox', viewBox);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  const use = document.createElementNS(svgSpace, 'use');
  use.setAttribute('href', `/img/${sprite}.svg#${name}`);
  svg.append(use);
  return svg;
}

/** @param {string} name symbol */
export function icon(name) {
  const svg = drawing('icons', name, '0 0 24 24');
  svg.classList.add('icon');
  return svg;
}

/**
 * Updates the children of a list: only changed items are redrawn, and the keyboard focus stays.
 * @template T
 * @param {HTMLElement} list
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => string} stateOf everything that the drawing depends on
 * @param {(item: T) => HTMLElement} draw
 */
export function reconcile(list, items, keyOf, stateOf, draw) {
  const old = new Map([...list.children].filter(isHtml).map((node) => [node.dataset.key, node]));
  const focus = focusIn(list);
  const focusKey = closest(focus, '[data-key]')?.dataset.key;
  const focusName = focus?.dataset.focus;
  let moved = false;
  items.forEach((item, at) => {
    const key = keyOf(item);
    const state = stateOf(item);
    let node = old.get(key);
    old.delete(key);
    if (node?.dataset.state !== state) {
      const fresh = draw(item);
      Object.assign(fresh.dataset, { key, state });
      node?.replaceWith(fresh);
      node = fresh;
      moved ||= key === focusKey;
    }
    if (node && list.children[at] !== node) list.insertBefore(node, list.children[at] ?? null);
  });
  for (const node of old.values()) node.remove();
  if (!moved) return;
  const row = find(list, `[data-key="${CSS.escape(focusKey ?? '')}"]`);
  (row && (find(row, `[data-focus="${CSS.escape(focusName ?? '')}"]:not(:disabled)`) ?? row))?.focus();
}

/** @param {unknown} node @returns {node is HTMLElement} */
const isHtml = (node) => node instanceof HTMLElement;

/**
 * The first HTML element in another element that matches a selector.
 * @param {ParentNode} within
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export const find = (within, selector) => within.querySelector(selector);

/**
 * The nearest HTML element around another element that matches a selector.
 * @param {Element | null} node
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export const closest = (node, selector) => node?.closest(selector) ?? null;

/**
 * The element in another element that has the keyboard focus.
 * @param {Node} within
 * @returns {HTMLElement | null}
 */
export function focusIn(within) {
  const { activeElement } = document;
  return isHtml(activeElement) && within.contains(activeElement) ? activeElement : null;
}

/**
 * An element of the page's HTML.
 * @param {string} id
 * @returns {HTMLElement}
 */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Announces a text to screen readers without moving the focus.
 * @param {string} text
 * @param {Element} [near] an element in the open dialog: a modal dialog hides the rest of the page from screen readers
 */
export function announce(text, near) {
  const place = near?.closest('dialog')?.querySelector('[data-announcer]') ?? byId('announcer');
  place.textContent = text;
}
