/** What the model uses and no command has measured. */
export const ASSUMED = {
  /** CPU of a rejected request, in milliseconds: it is answered before the framework (decision 12). */
  shedMs: 0.05,
  /** Round trips on one machine, and between the machines of one zone, in milliseconds. */
  localRoundTripMs: 0.1,
  networkRoundTripMs: 0.5,
  /** The same on the measured machine, until `stockRow` is measured. */
  localSyncMs: 4,
  /** CPU for an event of a relay with a full outbox, in milliseconds, until `relaySpeed` is measured. */
  relayedMs: { order: 0.11, mysql: 0.05, kafka: 0.02 },
  /** An event with key and headers, until `stored` is measured. Encoded examples of the six events have 479 to 602 bytes. */
  eventBytes: 530,
  /** A sync of a database's log to a replicated network disk, in milliseconds. */
  syncMs: 1,
  /** Cores of a database server, and of all Kafka brokers where the model does not need more. */
  databaseCores: 16,
  kafkaCores: 12,
  /** Share of a core, of a server's cores and of a relay's speed that is planned for. */
  target: 0.6,
  /** Share of the orders that are for the most wanted model. */
  hotShare: 0.2,
  /** How long a customer looks at the page after an order, in seconds. */
  watchedS: 60,
  /** Copies of each event on the brokers. */
  kafkaReplicas: 3,
} as const;
