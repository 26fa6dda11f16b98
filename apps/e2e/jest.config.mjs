import preset from '../../jest.preset.mjs';

const onServers = process.env.TEST_MYSQL_URL && process.env.TEST_POSTGRES_URL && process.env.TEST_KAFKA_BROKERS;

/** These suites start servers of their own. `npm run test:services` runs them beside the others, by own-servers.jest.config.mjs. */
export const OWN_SERVERS = '/(failover|kafka-security)\\.spec\\.ts$';

/** On servers one shop at a time: they share the topic. Embedded shops have storage and ports of their own, and wait most of the time. */
export default {
  ...preset,
  displayName: 'e2e',
  // Jest adds import or require by the kind of the importing module; pg breaks when its parts are mixed.
  testEnvironmentOptions: { customExportConditions: ['@carshare/source', 'node'] },
  maxWorkers: onServers ? 1 : 2,
  // An embedded shop has one process per service and no server that could fail over.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(onServers ? [] : ['/(replicas|failover)\\.spec\\.ts$']),
    ...(process.env.SUITES === 'servers' ? [OWN_SERVERS] : []),
  ],
};
