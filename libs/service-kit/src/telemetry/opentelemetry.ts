import { ROOT_CONTEXT, SpanKind as OtelKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { recordSpansWith, type SpanKind } from './trace.js';

const KINDS: Readonly<Record<SpanKind, OtelKind>> = {
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
};

/** Exports spans to an OTLP endpoint over HTTP. @returns how to send what is left and stop */
export function exportTraces(endpoint: string, service: string): () => Promise<void> {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  return recordTraces(new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) }), service);
}

/** Records spans with OpenTelemetry's tracer and hands them to the processor. @returns how to stop */
export function recordTraces(processor: SpanProcessor, service: string): () => Promise<void> {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'carshare' }),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('carshare');
  recordSpansWith((name, kind, parent, ownService) => {
    const span = tracer.startSpan(
      name,
      { kind: KINDS[kind], attributes: { 'carshare.service': ownService } },
      contextOf(parent),
    );
    const { traceId, spanId } = span.spanContext();
    return {
      traceId,
      traceparent: `00-${traceId}-${spanId}-01`,
      end: (failure) => {
        if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
        span.end();
      },
    };
  });
  return async () => {
    recordSpansWith(undefined);
    await provider.shutdown();
  };
}

function contextOf(traceparent: string | undefined): typeof ROOT_CONTEXT {
  const [, traceId, spanId] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
}
