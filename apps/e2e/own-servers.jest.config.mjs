import e2e, { OWN_SERVERS } from './jest.config.mjs';

/** The suites with servers of their own, which share no topic with the others. */
export default {
  ...e2e,
  displayName: 'own servers',
  testMatch: undefined,
  testRegex: [OWN_SERVERS],
  testPathIgnorePatterns: ['/node_modules/'],
};
