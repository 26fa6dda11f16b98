/**
 * Makes an element. Texts go in as text, never as markup; `on…` properties become listeners, the rest attributes.
 * @param {string} tag
 * @param {Record<string, unknown>} [props]
 * @param {...(Node | string | number | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false).map(asNode));
  return node;
}

const asNode = (child) => (child instanceof Node ? child : document.createTextNode(String(child)));

const svgSpace = 'http://www.w3.org/2000/svg';

/**
 * A drawing out of a sprite. It says nothing that the text beside it does not say.
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

export function icon(name) {
  const svg = drawing('icons', name, '0 0 24 24');
  svg.classList.add('icon');
  return svg;
}

/**
 * Makes the children of a list be those of the items: only what changed is drawn again, and the keyboard focus stays
 * where it was.
 * @template T
 * @param {HTMLElement} list
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => string} stateOf everything the drawing depends on
 * @param {(item: T) => HTMLElement} draw
 */
export function reconcile(list, items, keyOf, stateOf, draw) {
  const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
  const focus = list.contains(document.activeElement) ? document.activeElement : null;
  const focusKey = focus?.closest('[data-key]')?.dataset.key;
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
    if (list.children[at] !== node) list.insertBefore(node, list.children[at] ?? null);
  });
  for (const node of old.values()) node.remove();
  if (!moved) return;
  const row = list.querySelector(`[data-key="${CSS.escape(focusKey)}"]`);
  (row?.querySelector(`[data-focus="${CSS.escape(focusName ?? '')}"]:not(:disabled)`) ?? row)?.focus();
}

/**
 * An element that the page's HTML has.
 * @param {string} id
 * @returns {HTMLElement}
 */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Says something to screen readers without moving the focus.
 * @param {string} text
 * @param {Element} [near] something in the open dialog: beside a modal dialog the rest of the page is silent
 */
export function announce(text, near) {
  const place = near?.closest('dialog')?.querySelector('[data-announcer]') ?? document.getElementById('announcer');
  place.textContent = text;
}
