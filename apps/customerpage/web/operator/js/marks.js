import { h } from '/js/dom.js';
import { t } from '/js/i18n.js';

/** The mark of a booking that needs attention. @param {import('./calendar-types.js').Mark} mark */
export const markChip = (mark) =>
  h(
    'span',
    { class: 'kind', 'data-kind': mark === 'late' ? 'dead' : null, 'data-mark': mark },
    t(`operator.mark.${mark}`),
  );
