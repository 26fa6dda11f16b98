import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { decodeEvent } from '../src/index.js';
import { foreign, sample, wire } from './samples.js';

const paid = sample('Paid.v1');
const stamped = (time: string) => ({ ...wire(paid), headers: { ...paid.headers, ce_time: time } });
/** The time of the sample's `timestamp`, taken where `ce_time` cannot be read. */
const STAMP = '2026-01-02T03:04:05.000Z';

const TIMES: [ceTime: string, read: string][] = [
  ['2026-06-01T12:00:00', '2026-06-01T12:00:00.000Z'],
  ['2026-06-01T12:00:00.5', '2026-06-01T12:00:00.500Z'],
  ['2026-06-01 12:00:00', '2026-06-01T12:00:00.000Z'],
  ['2026-06-01T12:00:00Z', '2026-06-01T12:00:00.000Z'],
  ['2026-06-01t12:00:00.123456789z', '2026-06-01T12:00:00.123Z'],
  ['2026-06-01T12:00:00+09:00', '2026-06-01T03:00:00.000Z'],
  ['2026-06-01T12:00:00-0330', '2026-06-01T15:30:00.000Z'],
  ['2026-06-01', STAMP],
  ['June 1, 2026 12:00', STAMP],
  ['1 Jun 2026 12:00:00', STAMP],
  ['2026-6-1T12:00:00', STAMP],
  ['2026-13-01T12:00:00', STAMP],
  ['1780315200000', STAMP],
  ['', STAMP],
];

describe('The time of an event', () => {
  it.each(TIMES)('with the ce_time %j is %s', (ceTime, read) => {
    expect(decodeEvent(stamped(ceTime))?.time.toISOString()).toBe(read);
  });

  it.each(['UTC', 'Asia/Seoul', 'America/New_York', 'America/St_Johns', 'Pacific/Kiritimati'])(
    'is the same on a machine in the zone %s',
    (zone) => {
      const messages = [...TIMES.map(([ceTime]) => stamped(ceTime)), foreign(paid)];
      const [loader, program] = ['../../testing/src/source-loader.mjs', './zone.process.ts'].map((path) =>
        fileURLToPath(new URL(path, import.meta.url)),
      );
      const output = execFileSync(
        process.execPath,
        ['--no-warnings', '--import', loader!, program!, JSON.stringify(messages)],
        { encoding: 'utf8', env: { PATH: process.env['PATH'], TZ: zone } },
      );
      expect(JSON.parse(output)).toEqual([...TIMES.map(([, read]) => read), STAMP]);
    },
  );
});
