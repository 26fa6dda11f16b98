/** @import { Child, Shell } from '/js/types.js' */
/** @import { Block } from './calendar-types.js' */
/** @import { Vehicle } from './types.js' */
import { openDialog } from '/js/dialog.js';
import { announce, h } from '/js/dom.js';
import { minute, periodText, t } from '/js/i18n.js';
import { openBlock } from './block-dialog.js';
import { openRemoveBlock } from './block-removal.js';
import { getBlocks } from './calendar-api.js';
import { openFeed } from './feed-dialog.js';
import { openForm } from './form-dialog.js';
import { changeVehicle, getVehicle } from './rental-api.js';
import { orderLink } from './table.js';
import { showTrouble } from './trouble.js';
import { openEditVehicle } from './vehicle-dialogs.js';
import { stateChip } from './vehicle-state.js';

/**
 * A vehicle with its blocks, and what an operator can do with it.
 * @param {Shell} shell
 * @param {{ id: number, plate: string, productId: string, model: string }} named
 */
export async function openVehicle(shell, named) {
  /** @type {[Vehicle, Block[]]} */
  let answers;
  try {
    answers = await Promise.all([getVehicle(named.id), getBlocks(named.id)]);
  } catch (error) {
    return showTrouble(error);
  }
  const [vehicle, blocks] = answers;
  const isRetired = vehicle.state === 'Retired';
  /** Closed first: the next dialog then returns the focus to the vehicle. @param {string} label @param {() => unknown} run */
  const button = (label, run) =>
    h(
      'button',
      {
        class: 'quiet',
        type: 'button',
        onclick: () => {
          view.dialog.close();
          void run();
        },
      },
      label,
    );
  const view = openDialog({
    name: 'vehicle-card',
    title: `${vehicle.plate} · ${named.model}`,
    content: [
      facts(vehicle),
      h('h3', {}, t('operator.blocks')),
      blocks.length === 0 && h('p', { class: 'hint' }, t('operator.none.blocks')),
      h('ul', { class: 'hits', 'aria-label': t('operator.blocks') }, ...blocks.map(blockRow)),
      h(
        'div',
        { class: 'buttons' },
        !isRetired && button(t('operator.block'), () => openBlock(shell, named)),
        vehicle.state === 'OutOfService' && button(t('operator.clear'), () => openClear(shell, vehicle)),
        !isRetired && button(t('operator.edit'), () => openEditVehicle(shell, vehicle)),
        button(t('operator.feed'), () => openFeed(shell, vehicle)),
      ),
    ],
    submit: () => view.dialog.close(),
  });
  view.dialog.addEventListener('click', ({ target }) => target instanceof HTMLAnchorElement && view.dialog.close());

  /** @param {Block} block */
  function blockRow(block) {
    return h(
      'li',
      {},
      h('p', {}, h('b', {}, block.reason)),
      h('p', { class: 'hint' }, periodText(block)),
      button(t('operator.removeBlock'), () => openRemoveBlock(shell, block)),
    );
  }
}

/** @param {Vehicle} vehicle */
function facts({ state, stateReason, outOrderId, dueAt }) {
  /** @param {string} name @param {Child} value */
  const fact = (name, value) => h('div', {}, h('dt', {}, t(`operator.${name}`)), h('dd', {}, value));
  return h(
    'dl',
    { class: 'details' },
    fact('state', stateChip({ state, stateReason })),
    outOrderId && fact('outOrder', orderLink(outOrderId)),
    dueAt && fact('backBy', minute(dueAt)),
  );
}

/** Puts a vehicle back into service, for example when a damage is repaired. @param {Shell} shell @param {Vehicle} seen */
function openClear(shell, seen) {
  let vehicle = seen;
  openForm({
    name: 'clear-dialog',
    title: t('operator.clearTitle', { plate: seen.plate }),
    note: () => t(vehicle.stateReason === 'damage' ? 'operator.clearDamage' : 'operator.clearText'),
    confirm: t('operator.clear'),
    act: () => changeVehicle(vehicle, { state: 'InService' }),
    fresh: async () => {
      vehicle = await getVehicle(vehicle.id);
      return {};
    },
    done: () => {
      announce(t('operator.cleared', { plate: vehicle.plate }));
      shell.refresh();
    },
    failed: shell.failed,
  });
}
