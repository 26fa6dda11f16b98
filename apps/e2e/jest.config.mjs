import preset from '../../jest.preset.mjs';

const onServers = process.env.TEST_MYSQL_URL && process.env.TEST_POSTGRES_URL && process.env.TEST_KAFKA_BROKERS;

/** One shop at a time: they share the servers' topic, and the timings are those of a machine that does nothing else. */
export default {
  ...preset,
  displayName: 'e2e',
  // Jest adds import or require itself, by the kind of the importing module; pg breaks when its parts are mixed.
  testEnvironmentOptions: { customExportConditions: ['@carshare/source', 'node'] },
  maxWorkers: 1,
  // Servers take longer to be emptied between two shops.
  testTimeout: onServers ? 180_000 : 60_000,
  // An embedded shop has one process per service, and no server to fail over.
  testPathIgnorePatterns: ['/node_modules/', ...(onServers ? [] : ['/(replicas|failover)\\.spec\\.ts$'])],
};
