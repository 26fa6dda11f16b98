import { describe, expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';

const valueOf = (text: string, name: string): string | undefined => new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1];

describe('Metrics', () => {
  it('have ages in seconds: 0 where nothing waits, and where the time is ahead of this clock', async () => {
    const metrics = new Metrics('order');
    metrics.age('nothing', 'No row.', () => 0);
    metrics.age('ahead', 'A clock that is ahead.', () => Date.now() + 60_000);
    metrics.age('waits', 'Since a minute.', () => Promise.resolve(Date.now() - 60_000));
    const text = await metrics.registry.metrics();
    const ages = ['nothing', 'ahead', 'waits'].map((name) => Number(valueOf(text, `${name}\\{service="order"\\}`)));
    expect(ages.slice(0, 2)).toEqual([0, 0]);
    expect(ages[2]).toBeGreaterThanOrEqual(60);
    expect(ages[2]).toBeLessThan(70);
  });

  it('are answered in time, without what cannot be read, which is counted', async () => {
    const metrics = new Metrics('order');
    let isAway = false;
    let begun = 0;
    metrics.gauge('fails', 'Rejects.', async () => {
      if (isAway) throw new Error('the database is away');
      return 7;
    });
    metrics.gauge('throws', 'Throws.', () => {
      if (isAway) throw new Error('not connected');
      return 8;
    });
    metrics.gauge('hangs', 'Never answers.', () => {
      begun += 1;
      return isAway ? new Promise<number>(() => undefined) : 9;
    });
    metrics.gauge('present', 'Can always be read.', () => 1);
    const read = (text: string): (string | undefined)[] =>
      ['fails', 'throws', 'hangs', 'present'].map((name) => valueOf(text, `${name}\\{service="order"\\}`));
    expect(read(await metrics.registry.metrics())).toEqual(['7', '8', '9', '1']);

    isAway = true;
    const from = performance.now();
    expect(read(await metrics.registry.metrics())).toEqual([undefined, undefined, undefined, '1']);
    expect(performance.now() - from).toBeLessThan(1_000);
    const again = await metrics.registry.metrics();
    const unreadable = (name: string): string | undefined =>
      valueOf(again, `metrics_unreadable_total\\{metric="${name}",service="order"\\}`);
    // A counter is read beside the gauges: the second answer has the first one's failures.
    expect(['fails', 'throws', 'hangs', 'present'].map(unreadable)).toEqual(['1', '1', '1', '0']);
    // A read that hangs is not begun again by each scrape.
    expect(begun).toBe(2);

    isAway = false;
    expect(read(await metrics.registry.metrics()).slice(0, 2)).toEqual(['7', '8']);
  });
});
