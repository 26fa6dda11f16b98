import e2e from '../jest.config.mjs';

/** The page in Chromium against running shops, one spec after another. */
export default { ...e2e, displayName: 'browser', testMatch: ['<rootDir>/*.browser.spec.ts'] };
