import type { KafkaSecurity } from './kafka.config.js';
import { logLevel, type Kafka, type KafkaMessage } from 'kafkajs';
import type { LogRecord } from '../shared/event-log.js';
import { toClientSecurity } from './security.js';
import { headersOf, kafkajsClient } from './kafkajs-workarounds.js';
import type { LogLine } from '../shared/log-line.js';
import { toMessage } from '../shared/record-bytes.js';

export interface KafkaConnection {
  /** `host:port` of some brokers; the client discovers the others. */
  brokers: readonly string[];
  clientId: string;
  /** TLS and SASL of the brokers; absent: plain text without authentication. */
  security?: KafkaSecurity | undefined;
  log: LogLine;
}

const LEVELS: Readonly<Partial<Record<logLevel, 'error' | 'warn' | 'info'>>> = {
  [logLevel.ERROR]: 'error',
  [logLevel.WARN]: 'warn',
  [logLevel.INFO]: 'info',
};

/** Attempts after the first of each request to a broker, at most 1 s apart. */
export const RETRIES = {
  /** Fails after about 2 s when the broker refuses the connection; callers have their own retries and deadlines. */
  request: 4,
  /** Outlasts a broker restart of 20 s, so that the consumer keeps its membership: a new member would wait for the old session to expire. */
  consumer: 25,
};

/** How long an identical log line of kafkajs is suppressed, in milliseconds: kafkajs writes one per attempt and client. */
const REPEAT_MS = 30_000;

export function kafkaClient({ brokers, clientId, security, log }: KafkaConnection, retries = RETRIES.request): Kafka {
  const write = withoutRepetitions(log);
  return kafkajsClient({
    brokers: inTurn(brokers),
    clientId,
    ...toClientSecurity(security),
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout: 6_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, namespace, log: { message, timestamp: _, logger: __, stack: ___, ...details } }) =>
        write(LEVELS[level] ?? 'debug', `kafkajs ${namespace}: ${message}`, details),
  });
}

/**
 * Each connection without a known broker goes to the next one of the list. With a list kafkajs begins every producer, consumer and
 * admin at its first broker, and stays there when it accepts connections and does not answer: one frozen broker of three would then
 * stop all publishing and consuming.
 */
function inTurn(brokers: readonly string[]): () => string[] {
  let next = 0;
  return () => {
    const broker = brokers[next % brokers.length];
    next += 1;
    return broker === undefined ? [] : [broker];
  };
}

function withoutRepetitions(log: LogLine): LogLine {
  const written = new Map<string, number>();
  return (level, message, details) => {
    const now = Date.now();
    if (now - (written.get(message) ?? 0) < REPEAT_MS) return;
    for (const [known, at] of written) if (now - at >= REPEAT_MS) written.delete(known);
    written.set(message, now);
    log(level, message, details);
  };
}

/** Connects a client; after a failure no socket stays open. @throws the error of the connect */
export async function connected<T extends { connect(): Promise<void>; disconnect(): Promise<void> }>(
  client: T,
): Promise<T> {
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.disconnect().catch(() => undefined);
    throw error;
  }
}

export function toRecord(partition: number, { offset, key, value, headers }: KafkaMessage): LogRecord {
  return { ...toMessage({ key, value, headers: headersOf(headers) }), partition, offset };
}
