import type { Check } from '../check.ts';
import { EVENT_TYPES, mustBePublished } from '../event-matrix.ts';

export const published: Check = {
  name: 'events published',
  holds: 'each change of state has its event, and each event its change of state',
  order: (state, { log }) => {
    const { order, events, underWay } = state;
    if (underWay || (order && order.created_at < log.since)) return [];
    const published = new Set(events.map((event) => event.type));
    return EVENT_TYPES.flatMap((type) => {
      const happened = mustBePublished(type, state) ?? published.has(type);
      if (happened === published.has(type)) return [];
      return happened ? [`${type} happened and was not published`] : [`${type} was published and did not happen`];
    });
  },
};
