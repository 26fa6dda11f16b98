/** @import { Asked } from '/js/types.js' */
/** @import { OperatorAction, ListedAction } from './answer-types.js' */
import { h } from '/js/dom.js';
import { t, time } from '/js/i18n.js';
import { ShopProblem } from '/js/problem.js';
import { outcomeNode, subjectNode } from './action-nodes.js';
import { askAll, getActions } from './api.js';
import { vehiclesIn } from './outcome-model.js';
import { makeTable, nothing } from './table.js';
import { vehicleNames } from './vehicle-names.js';
import { wordOf } from './word-of.js';

/** As many as one service answers: of all services together, the newest are known that far. */
const most = 100;

/** What operators have done last, at all services. */
export function actionsView() {
  const names = vehicleNames();
  const table = makeTable({
    id: 'actions',
    label: 'operator.log.actions',
    keyOf: (/** @type {ListedAction} */ row) => `${row.service} ${row.id}`,
    columns: [
      { name: 'time', title: 'operator.when', cell: ({ at }) => h('time', { datetime: at }, time(at)) },
      { name: 'who', title: 'operator.who', cell: ({ operator }) => operator },
      {
        name: 'what',
        title: 'operator.what',
        cell: (row) => h('span', {}, h('b', {}, wordOf('acted', row.action)), outcomeNode(row, names)),
      },
      { name: 'subject', title: 'operator.changed.what', cell: (row) => subjectNode(row, names) },
      { name: 'reason', title: 'operator.reason', cell: ({ reason }) => reason ?? '–' },
      { name: 'service', title: 'operator.service', cell: ({ service }) => t(`operator.service.${service}`) },
    ],
  });
  const note = h('p', { class: 'note lead-note' });
  const unreachable = h('p', { class: 'note lead-note', hidden: true });
  const empty = h('div', {});
  return {
    tab: 'actions',
    title: 'operator.log.actions',
    nodes: [note, unreachable, empty, table.table],
    frame() {
      note.textContent = t('operator.actionsNote');
    },
    async read() {
      const answers = await askAll(getActions);
      const refused = answers.find(({ failed }) => failed === 'unauthorized' || failed === 'forbidden');
      if (refused) throw new ShopProblem(refused.failed === 'forbidden' ? 'forbidden' : 'unauthorized');
      await names.read(vehiclesIn(newest(answers).flatMap(({ subject, outcome }) => [subject, outcome])));
      return answers;
    },
    /** @param {Asked<OperatorAction[]>[]} answers */
    draw(answers) {
      const rows = newest(answers);
      const silent = answers.filter(({ failed }) => failed).map(({ service }) => t(`operator.service.${service}`));
      unreachable.hidden = silent.length === 0;
      unreachable.textContent = silent.length ? t('operator.silentActions', { services: silent.join(', ') }) : '';
      table.fill(rows);
      empty.replaceChildren(
        ...(rows.length || silent.length ? [] : [nothing(t('operator.none.actions'), t('operator.none.actionsText'))]),
      );
    },
  };
}

/** @param {Asked<OperatorAction[]>[]} answers @returns {ListedAction[]} */
const newest = (answers) =>
  answers
    .flatMap(({ service, answer = [] }) => answer.map((action) => ({ ...action, service })))
    .sort((a, b) => b.at.localeCompare(a.at))
    .slice(0, most);
