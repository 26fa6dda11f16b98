/** `PATH COUNT`: appends COUNT records with the time of sending, a few milliseconds apart. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedLog } from '../src/embedded/embedded-log.js';

const [path = '', count = ''] = process.argv.slice(2);
const log = new EmbeddedLog({ path, log: () => undefined });
for (let left = Number(count); left > 0; left--) {
  await sleep(7);
  await log.publish([{ key: '1', value: JSON.stringify({ sentAt: Date.now() }), headers: {} }]);
}
await log.close();
