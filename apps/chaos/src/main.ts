import { Logger } from '@nestjs/common';
import { running } from './runtime/incarnation.js';
import { virtualizeTime } from './runtime/virtual-time.js';
import { Simulation } from './simulate.js';
import { divertServiceClient } from './world/network.js';
import { World } from './world/world.js';

virtualizeTime();
divertServiceClient((who) => World.of(who).network);
const note = (message: unknown): void => {
  const who = running.getStore();
  who?.scheduler.trace(who, `logs: ${String(message)}`);
};
Logger.overrideLogger({ log: note, warn: note, error: note });

const simulation = await Simulation.open();
const from = Number(process.argv[2] ?? 1);
const count = Number(process.argv[3] ?? 20);
const started = performance.now();
let bad = 0;
for (let seed = from; seed < from + count; seed += 1) {
  const outcome = await simulation.run(seed);
  if (outcome.breaches.length > 0) {
    bad += 1;
    console.log(seed, outcome.hash, outcome.elapsed, outcome.breaches);
    if (process.argv[4]) console.log(outcome.trace.slice(-Number(process.argv[4])).join('\n'));
  }
}
console.log(count, 'seeds', bad, 'bad', (performance.now() - started) / count, 'ms each');
simulation.close();
process.exit(0);
