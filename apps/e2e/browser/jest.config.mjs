import e2e from '../jest.config.mjs';

/** The pages in Chromium against running shops. */
export default {
  ...e2e,
  displayName: 'browser',
  testMatch: ['<rootDir>/*.browser.spec.ts'],
  // A walk over every screen takes over a minute on a loaded machine; what hangs is stopped by the limit of each step.
  testTimeout: 180_000,
  // A test that fails leaves its browser open, and Jest would wait for it.
  forceExit: true,
};
