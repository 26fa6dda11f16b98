/** @import { Shell } from '/js/types.js' */
import { announce } from '/js/dom.js';
import { t } from '/js/i18n.js';
import { removeBlock } from './calendar-api.js';
import { openForm } from './form-dialog.js';

/** Removes a block: its time can be booked again. @param {Shell} shell @param {{ id: number, reason: string }} block */
export const openRemoveBlock = (shell, { id, reason }) =>
  openForm({
    name: 'unblock-dialog',
    title: t('operator.removeBlockTitle'),
    note: () => t('operator.removeBlockText', { reason }),
    confirm: t('operator.removeBlock'),
    isDanger: true,
    act: () => removeBlock(id),
    done: () => {
      announce(t('operator.blockRemoved'));
      shell.refresh();
    },
    failed: shell.failed,
  });
