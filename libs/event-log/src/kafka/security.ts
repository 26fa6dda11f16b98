import type { KafkaSecurity } from './kafka.config.js';
import type { KafkaConfig } from 'kafkajs';

/** TLS and SASL as kafkajs takes them. */
export function toClientSecurity(security: KafkaSecurity | undefined): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  const { tls, sasl } = security ?? {};
  return { ...(tls ? { ssl: { ...tls } } : {}), ...(sasl ? { sasl: toSasl(sasl) } : {}) };
}

function toSasl(sasl: NonNullable<KafkaSecurity['sasl']>): NonNullable<KafkaConfig['sasl']> {
  switch (sasl.mechanism) {
    case 'plain':
      return { ...sasl, mechanism: 'plain' };
    case 'scram-sha-256':
      return { ...sasl, mechanism: 'scram-sha-256' };
    case 'scram-sha-512':
      return { ...sasl, mechanism: 'scram-sha-512' };
    case 'oauthbearer':
      // Asked at each authentication, so that a rotated token is used.
      return { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value: await sasl.token() }) };
  }
}
