/** @import { Shell } from '/js/types.js' */
/** @import { AgendaEntry, Delivery, Field } from './types.js' */
import { announce } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { ShopProblem } from '/js/problem.js';
import { openForm } from './form-dialog.js';
import { judgeFact, localMinute } from './form-model.js';
import { getDeliveryOf, postDelivery } from './rental-api.js';
import { actionsFor } from './rental-model.js';
import { actionButton } from './retry.js';
import { showTrouble } from './trouble.js';

/** The buttons of what can be done with the car of an order. @param {Shell} shell @param {Pick<AgendaEntry, 'orderId' | 'status' | 'at'>} entry */
export const deliveryActions = (shell, entry) =>
  actionsFor(entry).map((action) =>
    actionButton({
      label: t(`operator.do.${action}`),
      name: t('operator.doOrder', { action: t(`operator.do.${action}`), id: entry.orderId }),
      focus: action,
      act: () => carryOut(shell, entry.orderId, action),
      done: () => action === 'ship' && announce(t('operator.done.ship', { id: entry.orderId })),
      refresh: shell.refresh,
    }),
  );

/** Starts a step outside of the agenda; a failure is shown above the view. @param {Shell} shell @param {number} orderId @param {'ship' | 'handover' | 'return'} action */
export async function startDelivery(shell, orderId, action) {
  try {
    await carryOut(shell, orderId, action);
    if (action !== 'ship') return;
    showTrouble(null);
    announce(t('operator.done.ship', { id: orderId }));
    shell.refresh();
  } catch (error) {
    showTrouble(error);
  }
}

/** Ships the car, or opens the form of the step. @param {Shell} shell @param {number} orderId @param {'ship' | 'handover' | 'return'} action @throws {ShopProblem} while delivery has no delivery */
async function carryOut(shell, orderId, action) {
  const delivery = await getDeliveryOf(orderId);
  if (!delivery) throw new ShopProblem('conflict', { code: 'delivery.not_found' });
  if (action === 'ship') await postDelivery(delivery, 'ship');
  else openFact(shell, delivery, action);
}

/**
 * The form of a hand-over or a return.
 * @param {Shell} shell
 * @param {Delivery} delivery
 * @param {'handover' | 'return'} action
 */
function openFact(shell, delivery, action) {
  const { orderId, handover } = delivery;
  const openedAt = localMinute(new Date());
  openForm({
    name: 'fact-dialog',
    title: t(`operator.form.${action}`, { id: orderId }),
    fields: factFields(openedAt, action, handover?.odometer),
    confirm: t(`operator.do.${action}`),
    judge: (inputs) => judgeFact(inputs, { openedAt, handover }),
    act: (body) => postDelivery(delivery, action, body),
    done: () => {
      announce(t(`operator.done.${action}`, { id: orderId }));
      shell.refresh();
    },
    failed: shell.failed,
  });
}

/** @param {string} openedAt @param {'handover' | 'return'} action @param {number} [before] the odometer at hand-over @returns {Field[]} */
const factFields = (openedAt, action, before) => [
  { name: 'at', label: t('operator.time'), hint: t('operator.timeHint'), type: 'datetime-local', value: openedAt },
  {
    name: 'odometer',
    label: t('operator.odometer'),
    hint: before === undefined ? t('operator.optional') : t('operator.odometerBefore', { n: before }),
    inputmode: 'numeric',
  },
  { name: 'level', label: t('operator.level'), hint: t('operator.optional'), inputmode: 'numeric' },
  { name: 'notes', label: t('operator.notes'), hint: t('operator.notesHint'), type: 'textarea', maxlength: 500 },
  ...(action === 'return'
    ? [{ name: 'damaged', label: t('operator.damaged'), type: /** @type {const} */ ('checkbox') }]
    : []),
];
