/** @import { Shell } from '/js/types.js' */
/** @import { Cell, Displaced, HitBooking } from './calendar-types.js' */
import { openDialog } from '/js/dialog.js';
import { announce, h } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { countDown, message } from '/js/message.js';
import { problemOf } from '/js/problem.js';
import { displacedList, hitList } from './block-hits.js';
import { judgeBlock, suggestBlock } from './block-model.js';
import { blockVehicle } from './calendar-api.js';
import { explain } from './explain.js';
import { makeFields } from './fields.js';
import { getVehicles } from './rental-api.js';

/** @typedef {{ id: number, plate: string, productId: string, model: string }} Named */

/**
 * Blocks a vehicle for a period. Bookings that are in the way are listed: the operator moves or cancels each of them, or
 * lets the shop do it for all.
 * @param {Shell} shell
 * @param {Named} vehicle
 * @param {Pick<Cell, 'from' | 'to'>} [free] the stretch that was chosen in the calendar
 */
export function openBlock(shell, vehicle, free) {
  const suggested = suggestBlock(free, Date.now());
  const hint = t('operator.blockTimeHint');
  const fields = makeFields('block', [
    { name: 'from', label: t('operator.from'), type: 'datetime-local', value: suggested.from, required: true },
    { name: 'to', label: t('operator.to'), hint, type: 'datetime-local', value: suggested.to, required: true },
    { name: 'reason', label: t('operator.reason'), maxlength: 200, required: true },
  ]);
  const problem = h('div', {});
  const hits = h('div', {});
  const send = h('button', { class: 'primary', type: 'submit' }, t('operator.block'));
  const all = h(
    'button',
    { class: 'danger', type: 'button', hidden: true, onclick: () => void block(true) },
    t('operator.displace'),
  );
  const back = h('button', { class: 'quiet', type: 'button', onclick: () => view.dialog.close() }, t('operator.back'));
  let stopCount = () => {};
  const view = openDialog({
    name: 'block-dialog',
    title: t('operator.blockVehicle', { plate: vehicle.plate }),
    content: [...fields.nodes, problem, hits, h('div', { class: 'buttons' }, back, all, send)],
    submit: () => void block(false),
    closed: () => stopCount(),
  });
  fields.focus();

  /** @param {boolean} displace */
  async function block(displace) {
    const { body, faults } = judgeBlock(fields.values());
    fields.mark(faults);
    if (Object.keys(faults).length > 0) return;
    stopCount();
    problem.replaceChildren();
    view.setBusy(true);
    try {
      const { displaced = [] } = await blockVehicle(vehicle.id, { ...body, ...(displace && { displace }) });
      view.setBusy(false);
      announce(t('operator.blocked', { plate: vehicle.plate }), displaced.length ? view.form : undefined);
      if (displaced.length > 0) await report(displaced);
      else view.dialog.close();
      shell.refresh();
    } catch (error) {
      view.setBusy(false);
      refused(problemOf(error));
    }
  }

  /** @param {import('/js/problem.js').ShopProblem} fault */
  function refused(fault) {
    const found = /** @type {HitBooking[]} */ (fault.members['bookings'] ?? []);
    const taken = { kind: 'conflict', title: t('operator.refusedTitle'), text: t('operator.blockTaken') };
    problem.replaceChildren(found.length ? message(taken) : explain(fault));
    hits.replaceChildren(...(found.length ? [hitList(shell, vehicle, found, cleared)] : []));
    // A car that is with its customer cannot be displaced.
    all.hidden = found.length === 0 || found.some(({ status }) => status === 'InUse');
    stopCount = countDown(send, fault.retryAfter, t('operator.block'));
    problem.scrollIntoView({ block: 'nearest' });
    shell.failed(fault);
  }

  /** No booking is in the way any more. */
  function cleared() {
    all.hidden = true;
    problem.replaceChildren(h('p', { class: 'lead', role: 'status' }, t('operator.hitsCleared')));
  }

  /** What became of the bookings that were in the way. @param {Displaced[]} displaced */
  async function report(displaced) {
    const plates = new Map((await getVehicles().catch(() => [])).map(({ id, plate }) => [id, plate]));
    back.textContent = t('close');
    view.form.replaceChildren(
      h('p', { class: 'lead' }, t('operator.blocked', { plate: vehicle.plate })),
      displacedList(displaced, plates),
      h('div', { class: 'buttons' }, back),
    );
    back.focus();
  }
}
