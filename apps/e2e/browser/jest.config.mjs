import e2e from '../jest.config.mjs';

/** The pages in Chromium against running shops. */
export default { ...e2e, displayName: 'browser', testMatch: ['<rootDir>/*.browser.spec.ts'] };
