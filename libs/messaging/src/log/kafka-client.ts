import './kafkajs-timers.js';
import { Kafka, logLevel, type KafkaMessage } from 'kafkajs';
import type { LogRecord } from './event-log.js';
import { silent, type LogLine } from './log-line.js';
import { headersOf } from './kafkajs-headers.js';
import { toMessage } from './record-bytes.js';

export interface KafkaConnection {
  /** `host:port` of some brokers; the others are learned from them. */
  brokers: readonly string[];
  clientId: string;
  log?: LogLine | undefined;
}

const LEVELS: Readonly<Partial<Record<logLevel, 'error' | 'warn' | 'info'>>> = {
  [logLevel.ERROR]: 'error',
  [logLevel.WARN]: 'warn',
  [logLevel.INFO]: 'info',
};

/** Attempts after the first of whatever asks a broker; a second apart, after the first few. */
export const RETRIES = {
  /** Gives up in two seconds: the callers' own retries and deadlines are in command. */
  request: 4,
  /** Outlasts a broker's restart, through which a consumer keeps its membership; a new member has to wait for the old one's session. */
  consumer: 25,
};

export function kafkaClient({ brokers, clientId, log = silent }: KafkaConnection, retries = RETRIES.request): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, namespace, log: { message, timestamp: _, logger: __, ...details } }) =>
        log(LEVELS[level] ?? 'debug', `kafkajs ${namespace}: ${message}`, details),
  });
}

/** Connects a client; one that cannot leaves no socket open. @throws what connecting throws */
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
