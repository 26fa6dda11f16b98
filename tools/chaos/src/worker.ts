import { Logger } from '@nestjs/common';
import { running } from './runtime/incarnation.js';
import { virtualizeTime } from './runtime/virtual-time.js';
import { Simulation, type Outcome } from './simulate.js';
import { divertServiceClient } from './world/network.js';
import { World } from './world/world.js';

/** The seeds of a worker: `from`, `from + stride`, … below `end`. */
export interface Share {
  from: number;
  end: number;
  stride: number;
  /** Whether to stop at the first breach. */
  untilBreach: boolean;
}

/** Simulates the share of seeds that the parent process sends, and reports each. */
export async function work(): Promise<boolean> {
  const share = await new Promise<Share>((resolve) => process.once('message', (message) => resolve(message as Share)));
  prepare();
  const simulation = await Simulation.open();
  try {
    for (let seed = share.from; seed < share.end; seed += share.stride) {
      const outcome = await simulation.run(seed);
      await report(outcome);
      if (share.untilBreach && outcome.breaches.length > 0) break;
    }
  } finally {
    simulation.close();
    process.disconnect();
  }
  return true;
}

/** Replaces time, network and log output by those of the simulation. */
function prepare(): void {
  virtualizeTime();
  divertServiceClient((who) => World.of(who).network);
  const note = (message: unknown): void => {
    const who = running.getStore();
    who?.scheduler.trace(who, `logs: ${String(message)}`);
  };
  Logger.overrideLogger({ log: note, warn: note, error: note });
}

function report(outcome: Outcome): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(outcome, undefined, undefined, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}
