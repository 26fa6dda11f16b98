/** `GROUP COUNT TARGET…`: handles records until COUNT of them are reached, then dies before they can be committed. */
import { writeSync } from 'node:fs';
import { openTarget, type LogTarget } from './log-target.js';

const [group = '', count = '', ...target] = process.argv.slice(2);
let left = Number(count);

await openTarget(target as LogTarget).subscribe(
  group,
  async (records) => {
    for (const record of records) {
      writeSync(1, `${record.value}\n`);
      if (--left === 0) process.kill(process.pid, 'SIGKILL');
    }
  },
  { maxBatch: 10 },
);
