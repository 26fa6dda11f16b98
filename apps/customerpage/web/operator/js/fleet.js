/** @import { Shell } from '/js/types.js' */
/** @import { Model } from './types.js' */
import { closest, find, h, reconcile } from '/js/dom.js';
import { currentLocale, t } from '/js/i18n.js';
import { openAddModel } from './model-dialogs.js';
import { getModels } from './rental-api.js';
import { stockRow } from './stock-row.js';

/** The models of the fleet. @param {Shell} shell */
export function fleetView(shell) {
  const list = h('ul', { class: 'stocks', id: 'stocks' });
  const note = h('p', { class: 'note' });
  const add = h('button', { class: 'primary small', type: 'button', onclick: () => openAddModel(shell) });

  /** Does not overwrite an input that is being edited; a saved input shows the server's value. */
  const isEdited = (/** @type {Model} */ model) => {
    const field = document.getElementById(`stock-${model.productId}`);
    if (!(field instanceof HTMLInputElement)) return false;
    return field.value !== field.defaultValue && closest(field, 'form')?.dataset.edited === undefined;
  };
  return {
    tab: 'fleet',
    title: 'operator.fleet',
    nodes: [h('div', { class: 'bar' }, note, add), list],
    frame: () => {
      note.textContent = t('operator.fleetNote');
      add.textContent = t('operator.addModel');
    },
    read: () => getModels(),
    draw: (/** @type {Model[]} */ models) =>
      reconcile(
        list,
        models,
        (model) => model.productId,
        (model) =>
          isEdited(model)
            ? (find(list, `[data-key="${CSS.escape(model.productId)}"]`)?.dataset.state ?? '')
            : JSON.stringify([model, currentLocale()]),
        (model) => stockRow(shell, model),
      ),
  };
}
