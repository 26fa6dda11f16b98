import { AsyncLocalStorage } from 'node:async_hooks';
import { randomHex } from './random.js';

/** The place of the running work in a distributed trace (https://www.w3.org/TR/trace-context/). */
export interface TraceContext {
  traceId: string;
  /** What is passed on to the next service and written into events. */
  traceparent: string;
}

const storage = new AsyncLocalStorage<TraceContext>();

/** Version 00; a trace id of zeros is not valid. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Continues the trace of a `traceparent`; starts a new trace when it is absent or malformed. */
export function continueTrace(traceparent: string | undefined): TraceContext {
  const known = traceparent === undefined ? null : TRACEPARENT.exec(traceparent);
  const traceId = known?.[1] ?? randomHex(16);
  return { traceId, traceparent: `00-${traceId}-${randomHex(8)}-01` };
}

/** A piece of work in a trace. */
export interface Span extends TraceContext {
  /** The work is over; a failure marks the span as an error. */
  end(failure?: string): void;
}

/** The role of a span in its trace (https://opentelemetry.io/docs/specs/otel/trace/api/#spankind). */
export type SpanKind = 'server' | 'client' | 'producer' | 'consumer';

/** Begins a span below the one that `parent`, a `traceparent`, names. */
export type SpanStarter = (name: string, kind: SpanKind, parent: string | undefined, service: string) => Span;

let recording: SpanStarter | undefined;

/** Records spans from now on. Without a recorder, spans only propagate the trace. */
export function recordSpansWith(starter: SpanStarter | undefined): void {
  recording = starter;
}

/**
 * Begins a span.
 * @param name what is done, with few different values, such as `POST /orders`
 * @param parent a `traceparent`; a malformed one begins a new trace
 */
export const startSpan: SpanStarter = (name, kind, parent, service) =>
  recording ? recording(name, kind, parent, service) : { ...continueTrace(parent), end: () => undefined };

/** Runs `work` as the span; it ends with the work. */
export async function runInSpan<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    const result = await storage.run(span, work);
    span.end();
    return result;
  } catch (error) {
    span.end(error instanceof Error ? error.message : String(error));
    throw error;
  }
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
