import type { Check, Scene } from '../check.ts';
import { SERVICES, type ServiceName } from '../options.ts';

interface StuckRow {
  id: number;
  kind: string;
  message_key: string;
  reason: string;
}

export const stuck: Check = {
  name: 'stuck events',
  holds: 'no event waits for an operator, nor longer than the sweeper’s bound for the version that knows it',
  all: async (scene) => {
    const breaches: string[] = [];
    for (const service of SERVICES) {
      breaches.push(
        ...(await stuckAt(scene, service)).map(
          ({ id, kind, message_key: key, reason }) => `order ${key}: event ${id} is ${kind} at ${service}: ${reason}`,
        ),
      );
    }
    return { looked: SERVICES.length, breaches };
  },
};

/**
 * During a rolling update a replica of the earlier version keeps events of the later one, which applies them within seconds. A row
 * that stays longer has no replica that can apply it.
 */
function stuckAt({ databases, now, grace }: Scene, service: ServiceName): Promise<StuckRow[]> {
  return databases[service].rows<StuckRow>(
    `SELECT id, kind, message_key, reason FROM stuck_events WHERE kind <> 'waiting' OR stuck_at <= ${now - grace} ORDER BY id`,
  );
}
