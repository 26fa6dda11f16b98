/** @import { Asked } from '/js/types.js' */
/** @import { OperatorAction, ListedAction } from './answer-types.js' */
import { h } from '/js/dom.js';
import { t, time } from '/js/i18n.js';
import { outcomeNode, subjectNode } from './action-nodes.js';
import { askAsOperator, getActions } from './api.js';
import { vehiclesIn } from './outcome-model.js';
import { silentNote } from './silent-note.js';
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
  const silent = silentNote('operator.silentActions');
  const empty = h('div', {});
  return {
    tab: 'actions',
    title: 'operator.log.actions',
    nodes: [note, silent.node, empty, table.table],
    frame() {
      note.textContent = t('operator.actionsNote');
    },
    async read() {
      const answers = await askAsOperator(getActions);
      await names.read(vehiclesIn(newest(answers).flatMap(({ subject, outcome }) => [subject, outcome])));
      return answers;
    },
    /** @param {Asked<OperatorAction[]>[]} answers */
    draw(answers) {
      const rows = newest(answers);
      const isSilent = silent.fill(answers);
      table.fill(rows);
      empty.replaceChildren(
        ...(rows.length || isSilent ? [] : [nothing(t('operator.none.actions'), t('operator.none.actionsText'))]),
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
