import { h } from '/js/dom.js';
import { t } from '/js/i18n.js';

/** The state of a vehicle, and its reason where there is one. @param {{ state: string, stateReason?: string | null }} vehicle */
export const stateChip = ({ state, stateReason }) =>
  h(
    'span',
    { class: 'vehicle-state' },
    h('span', { class: 'chip', 'data-status': state }, t(`operator.vehicleState.${state}`)),
    stateReason && h('span', { class: 'kind', 'data-kind': 'dead' }, t(`operator.stateReason.${stateReason}`)),
  );
