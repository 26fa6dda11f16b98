import e2e from '../jest.config.mjs';

/** The shop in a cluster, one scenario after another in the order of their names, so that faults do not overlap. */
export default {
  ...e2e,
  displayName: 'mesh',
  maxWorkers: 1,
  testMatch: ['<rootDir>/*.mesh.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testSequencer: '<rootDir>/sequencer.mjs',
  testTimeout: 1_200_000,
};
