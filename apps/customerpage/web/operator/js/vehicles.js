/** @import { Shell } from '/js/types.js' */
/** @import { Model, Vehicle } from './types.js' */
import { h } from '/js/dom.js';
import { t, time } from '/js/i18n.js';
import { getModels, getVehicles } from './rental-api.js';
import { isListed, vehicleFilters } from './rental-model.js';
import { makeTable, nothing, orderLink } from './table.js';
import { openVehicle } from './vehicle-card.js';
import { openAddVehicle, openEditVehicle } from './vehicle-dialogs.js';
import { stateChip } from './vehicle-state.js';

/** The vehicles by model, each with its state and the order whose customer has it. @param {Shell} shell */
export function vehiclesView(shell) {
  const filter = { productId: '', state: 'fleet' };
  /** @type {Model[]} */
  let models = [];
  /** @type {Vehicle[]} */
  let vehicles = [];
  /** @param {string} productId */
  const nameOf = (productId) => models.find((model) => model.productId === productId)?.model ?? productId;
  const table = makeTable({
    id: 'vehicles',
    label: 'operator.vehicles',
    keyOf: (/** @type {Vehicle} */ vehicle) => String(vehicle.id),
    columns: [
      { name: 'plate', title: 'operator.plate', cell: ({ plate }) => h('b', {}, plate) },
      { name: 'model', title: 'operator.model', cell: ({ productId }) => nameOf(productId) },
      {
        name: 'state',
        title: 'operator.state',
        cell: stateChip,
      },
      { name: 'out', title: 'operator.outOrder', cell: ({ outOrderId }) => (outOrderId ? orderLink(outOrderId) : '–') },
      { name: 'due', title: 'operator.backBy', cell: ({ dueAt }) => dueTime(dueAt) },
      { name: 'action', title: '', cell: (vehicle) => actions(vehicle) },
    ],
  });
  const model = h('select', { id: 'model-filter' });
  const state = h('select', { id: 'state-filter' });
  // Hidden until there is a model to choose.
  const add = h('button', {
    class: 'primary small',
    type: 'button',
    hidden: true,
    onclick: () => openAddVehicle(shell, models),
  });
  const empty = h('div', {});
  model.addEventListener('change', () => pick({ productId: model.value }));
  state.addEventListener('change', () => pick({ state: state.value }));

  /** @param {Partial<typeof filter>} change */
  function pick(change) {
    Object.assign(filter, change);
    fill();
  }
  /** @param {Vehicle} vehicle @param {string} focus @param {string} label @param {() => unknown} onclick */
  const button = ({ plate }, focus, label, onclick) =>
    h(
      'button',
      { class: 'quiet small', type: 'button', 'data-focus': focus, 'aria-label': `${label}: ${plate}`, onclick },
      label,
    );
  /** @param {Vehicle} vehicle */
  const actions = (vehicle) =>
    h(
      'div',
      {},
      button(vehicle, 'open', t('operator.details'), () =>
        openVehicle(shell, { ...vehicle, model: nameOf(vehicle.productId) }),
      ),
      vehicle.state !== 'Retired' && button(vehicle, 'edit', t('operator.edit'), () => openEditVehicle(shell, vehicle)),
    );

  function frame() {
    model.setAttribute('aria-label', t('operator.model'));
    state.setAttribute('aria-label', t('operator.state'));
    add.textContent = t('operator.addVehicle');
    state.replaceChildren(
      ...vehicleFilters.map((value) =>
        h('option', { value, selected: value === filter.state }, t(`operator.vehicleState.${value}`)),
      ),
    );
    frameModels();
  }
  function frameModels() {
    model.replaceChildren(
      h('option', { value: '' }, t('operator.allModels')),
      ...models.map(({ productId, model: name }) =>
        h('option', { value: productId, selected: productId === filter.productId }, name),
      ),
    );
  }
  function fill() {
    const rows = vehicles
      .filter((vehicle) => isListed(vehicle, filter))
      .sort((a, b) => nameOf(a.productId).localeCompare(nameOf(b.productId)) || a.plate.localeCompare(b.plate));
    table.fill(rows);
    empty.replaceChildren(
      ...(rows.length ? [] : [nothing(t('operator.none.vehicles'), t('operator.none.vehiclesText'))]),
    );
  }

  return {
    tab: 'vehicles',
    title: 'operator.vehicles',
    nodes: [h('div', { class: 'bar' }, model, state, add), empty, table.table],
    frame,
    read: () => Promise.all([getModels(), getVehicles()]),
    /** @param {[Model[], Vehicle[]]} answers */
    draw([cars, found]) {
      const isNew = JSON.stringify(models) !== JSON.stringify(cars);
      [models, vehicles] = [cars, found];
      add.toggleAttribute('hidden', models.length === 0);
      if (isNew) frameModels();
      fill();
    },
  };
}

/** @param {string | null} dueAt */
function dueTime(dueAt) {
  if (!dueAt) return '–';
  return h('time', { datetime: dueAt, class: Date.parse(dueAt) < Date.now() ? 'late' : null }, time(dueAt));
}
