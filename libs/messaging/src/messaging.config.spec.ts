import { describe, expect, it } from '@jest/globals';
import { InvalidConfig, loadConfig } from '@carshare/service-kit';
import { MessagingConfig } from './messaging.config.js';

class ShopConfig extends MessagingConfig {
  readonly service = 'shop';
  override PORT = 8080;
}

/** The faults of an environment, line by line; empty for a valid one. */
function faultsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    loadConfig(ShopConfig, env);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.replace('  - ', ''));
  }
}

describe('The configuration of a service that publishes events', () => {
  it('includes the settings of Kafka', () => {
    expect(loadConfig(ShopConfig, {}).kafka.brokers).toBeUndefined();
    const { kafka } = loadConfig(ShopConfig, { KAFKA_BROKERS: 'one:9092,two:9093' });
    expect(kafka.brokers).toEqual(['one:9092', 'two:9093']);
  });

  it.each([
    ['KAFKA_PARTITIONS', '0', 'KAFKA_PARTITIONS must be at least 1'],
    ['KAFKA_BROKERS', 'one', 'KAFKA_BROKERS must be host:port, separated by commas'],
  ])('refuses %s=%s', (name, value, fault) => {
    expect(faultsOf({ [name]: value })).toEqual([fault]);
  });

  it('keeps inbox rows at least as long as outbox rows, whichever of the two is set', () => {
    const fault = 'INBOX_RETENTION_DAYS must be at least OUTBOX_RETENTION_DAYS';
    expect(faultsOf({ INBOX_RETENTION_DAYS: '6' })).toEqual([fault]);
    expect(faultsOf({ OUTBOX_RETENTION_DAYS: '15' })).toEqual([fault]);
    expect(faultsOf({ OUTBOX_RETENTION_DAYS: '30', INBOX_RETENTION_DAYS: '30' })).toEqual([]);
    expect(faultsOf({ OUTBOX_RETENTION_DAYS: 'a week' })).not.toContain(fault);
  });
});
