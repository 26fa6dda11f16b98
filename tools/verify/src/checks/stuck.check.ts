import type { Check } from '../check.ts';
import { SERVICES } from '../options.ts';

export const stuck: Check = {
  name: 'stuck events',
  holds: 'no event waits for an operator',
  all: async ({ databases }) => {
    const breaches: string[] = [];
    for (const service of SERVICES) {
      const rows = await databases[service].rows<{
        id: number;
        kind: string;
        message_key: string;
        reason: string;
      }>('SELECT id, kind, message_key, reason FROM stuck_events ORDER BY id');
      breaches.push(
        ...rows.map(
          ({ id, kind, message_key: key, reason }) => `order ${key}: event ${id} is ${kind} at ${service}: ${reason}`,
        ),
      );
    }
    return { looked: SERVICES.length, breaches };
  },
};
