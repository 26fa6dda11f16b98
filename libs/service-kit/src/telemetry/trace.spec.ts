import { afterEach, describe, expect, it } from '@jest/globals';
import { continueTrace, currentTraceId, recordSpansWith, runInSpan, runInTrace, startSpan } from './trace.js';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${ID}-00f067aa0ba902b7-01`;

describe('A trace', () => {
  afterEach(() => recordSpansWith(undefined));

  it('goes on under its id with a span of its own', () => {
    const { traceId, traceparent } = continueTrace(PARENT);
    expect(traceId).toBe(ID);
    expect(traceparent).toMatch(new RegExp(`^00-${ID}-[0-9a-f]{16}-01$`));
    expect(traceparent).not.toBe(PARENT);
  });

  it.each([
    undefined,
    '',
    'x',
    `00-${ID.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `${PARENT}\n`,
  ])('begins anew behind the header %j', (header) => {
    const { traceId } = continueTrace(header);
    expect(traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    expect(traceId).not.toBe(ID);
  });

  it('is known to the work inside, also after a wait, and to nobody else', async () => {
    const seen = await runInTrace(continueTrace(PARENT), async () => {
      await new Promise(setImmediate);
      return currentTraceId();
    });
    expect(seen).toBe(ID);
    expect(currentTraceId()).toBeUndefined();
  });

  it('records how a span ended', async () => {
    const ended: (string | undefined)[] = [];
    recordSpansWith((_name, _kind, parent) => ({ ...continueTrace(parent), end: (failure) => ended.push(failure) }));
    await runInSpan(startSpan('fine', 'client', PARENT, 'test'), () => Promise.resolve());
    const failing = runInSpan(startSpan('bad', 'client', PARENT, 'test'), () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(ended).toEqual([undefined, 'no']);
  });
});
