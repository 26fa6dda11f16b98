/** `PATH NAME`: appends batches of NAME's numbers without end and prints each one's last number when it is acknowledged. */
import { writeSync } from 'node:fs';
import { EmbeddedLog } from '../src/embedded/embedded-log.js';

const [path = '', name = ''] = process.argv.slice(2);
const log = new EmbeddedLog({ path, log: () => undefined });
const padding = 'x'.repeat(3_000); // a batch fills several pages, so that a kill can fall between two of them

for (let number = 0; ;) {
  const batch = Array.from({ length: 5 }, () => ({
    key: name,
    value: JSON.stringify({ number: number++, padding }),
    headers: { name },
  }));
  await log.publish(batch);
  writeSync(1, `${number - 1}\n`);
}
