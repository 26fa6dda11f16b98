import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { freePortBase } from './support/launcher.js';
import { StartProcess, type Ended } from './support/start-process.js';

const OPEN = 'The shop is open';
const started: StartProcess[] = [];

function make(env: Readonly<Record<string, string>> = {}): StartProcess {
  const start = new StartProcess(env);
  started.push(start);
  return start;
}

/** Runs a start that fails, and checks what must hold for all of them. */
async function fail(start: StartProcess): Promise<Ended> {
  await start.start();
  const ended = await start.ended();
  expect(ended).toMatchObject({ code: 1 });
  expect(ended.output).not.toContain(OPEN);
  expect(ended.output).not.toMatch(/^\s+at /m);
  expect(start.leftovers()).toEqual([]);
  return ended;
}

afterEach(async () => {
  for (const start of started.splice(0)) await start.remove();
});

describe('A start that cannot work', () => {
  it('names the data folder that is a file', async () => {
    const start = make();
    const file = join(start.folder, 'file');
    writeFileSync(file, '');
    const { output } = await fail(make({ DATA_DIR: file }));
    expect(output).toBe(
      `The data folder ${file} is a file and not a folder. Make it a folder that can be written, or name another one: DATA_DIR=/path/to/folder npm start\n`,
    );
  });

  it('names the data folder that cannot be made', async () => {
    const { output } = await fail(make({ DATA_DIR: '/proc/carshare' }));
    expect(output).toMatch(/^The data folder \/proc\/carshare cannot be made\. .*\n$/);
  });

  it('reports a fault in the configuration of all services once', async () => {
    const { output } = await fail(make({ LOG_LEVEL: 'loud' }));
    expect(output.match(/LOG_LEVEL must be/g)).toHaveLength(1);
    expect(output).toMatch(/^order, delivery, customerpage, payment: The configuration is not usable:\n/m);
    expect(output).toMatch(/The shop has not started: order ended with exit code 1, /);
  });

  it.each(['order.sqlite', 'log.sqlite'])('names a damaged %s', async (name) => {
    const start = make();
    writeFileSync(join(start.folder, name), 'no database '.repeat(1_000));
    const { output } = await fail(start);
    expect(output).toContain(join(start.folder, name));
    expect(output).toContain('file is not a database. The file is damaged or holds something else: restore it');
  });

  it('names a database file that cannot be opened', async () => {
    const start = make();
    mkdirSync(join(start.folder, 'payment.sqlite'));
    const { output } = await fail(start);
    expect(output).toContain(`payment: sqlite:${join(start.folder, 'payment.sqlite')} cannot be used: unable to open`);
  });

  it('ends when a service is not ready in time', async () => {
    const { output } = await fail(make({ START_TIMEOUT: '0.05' }));
    expect(output).toContain('The shop has not started: order is not ready in time: ');
  });

  it('names a PORT_BASE that is no port', async () => {
    const { output } = await fail(make({ PORT_BASE: '65532' }));
    expect(output).toMatch(/^PORT_BASE must be a number from 1 to 65531/);
  });
});

describe('A start on an empty folder', () => {
  const stockOf = async (start: StartProcess): Promise<unknown> => {
    await eventually(() => Promise.resolve(expect(start.output).toContain(OPEN)));
    const list = await fetch(`http://127.0.0.1:${start.portBase}/cars`);
    const { _embedded: embedded } = (await list.json()) as { _embedded: { cars: { stock: number }[] } };
    return embedded.cars.map(({ stock }) => stock);
  };

  it('has the demo fleet, and the next start leaves the fleet as it is', async () => {
    const first = make();
    await first.start();
    expect(await stockOf(first)).toEqual([20, 12, 6, 8, 5]);
    await fetch(`http://127.0.0.1:${first.portBase}/cars/1001`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"stock":3}',
    });
    first.interrupt();
    await first.ended();
    const second = make({ DATA_DIR: first.folder });
    await second.start();
    expect(await stockOf(second)).toEqual([3, 12, 6, 8, 5]);
  });
});

describe('Two starts at the same time', () => {
  it('leave one shop, and a message with the next step', async () => {
    const PORT_BASE = String(await freePortBase());
    const both = [make({ PORT_BASE }), make({ PORT_BASE })];
    await Promise.all(both.map((start) => start.start()));
    await eventually(() => {
      expect(both.map(({ output }) => output.includes(OPEN)).sort()).toEqual([false, true]);
      return Promise.resolve();
    });
    const loser = both.find(({ output }) => !output.includes(OPEN));
    const ended = await loser?.ended();
    expect(ended).toMatchObject({ code: 1 });
    expect(ended?.output).toMatch(
      /^The shop of this folder is already starting or running on port \d+ \(process \d+\)/,
    );
  });

  it('gets a message about a port that another program uses', async () => {
    const first = make();
    await first.start();
    await eventually(() => Promise.resolve(expect(first.output).toContain(OPEN)));
    const { output } = await fail(make({ PORT_BASE: String(Number(first.portBase) + 1) }));
    expect(output).toContain(`Port ${Number(first.portBase) + 1} (gateway) is in use.`);
    expect(output).toContain('PORT_BASE=9080 npm start');
  });
});

describe('Ctrl-C', () => {
  it.each([0, 50, 100, 200, 300, 400, 600, 800, 1_200, 2_000])('after %i ms leaves no process', async (ms) => {
    const start = make();
    await start.start();
    await delay(ms);
    start.interrupt();
    const { output } = await start.ended();
    expect(output).not.toMatch(/^\s+at /m);
    expect(start.leftovers()).toEqual([]);
  });
});
