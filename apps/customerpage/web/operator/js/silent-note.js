/** @import { Asked } from '/js/types.js' */
import { h } from '/js/dom.js';
import { t } from '/js/i18n.js';

/** A note that names the services without an answer; hidden while each has answered. @param {string} key its text, with `{services}` */
export function silentNote(key) {
  const node = h('p', { class: 'note lead-note', hidden: true });
  return {
    node,
    /** @param {Asked<unknown>[]} answers @returns {boolean} whether a service has not answered */
    fill(answers) {
      const silent = answers.filter(({ failed }) => failed).map(({ service }) => t(`operator.service.${service}`));
      node.hidden = silent.length === 0;
      node.textContent = silent.length ? t(key, { services: silent.join(', ') }) : '';
      return silent.length > 0;
    },
  };
}
