import { AsyncLocalStorage } from 'node:async_hooks';
import { randomHex } from '../random.js';

/** The place of the running work in a distributed trace (https://www.w3.org/TR/trace-context/). */
export interface TraceContext {
  traceId: string;
  /** What is passed on to the next service and written into events. */
  traceparent: string;
}

const storage = new AsyncLocalStorage<TraceContext>();

/** Continues the trace of a `traceparent`, or begins one where it is absent or malformed. */
export function continueTrace(traceparent: string | undefined): TraceContext {
  const known = traceparent === undefined ? null : /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(traceparent);
  const traceId = known?.[1] ?? randomHex(16);
  return { traceId, traceparent: `00-${traceId}-${randomHex(8)}-01` };
}

/** Runs `work` as part of a trace. */
export function runInTrace<T>(context: TraceContext, work: () => T): T {
  return storage.run(context, work);
}

/** The `traceparent` to pass on, when there is a trace. */
export function currentTraceparent(): string | undefined {
  return storage.getStore()?.traceparent;
}

/** The id that logs and problem documents show. */
export function currentTraceId(): string | undefined {
  return storage.getStore()?.traceId;
}
