import e2e from '../jest.config.mjs';

/** The page in a real Chromium, against real shops, one after the other. */
export default { ...e2e, displayName: 'browser', testMatch: ['<rootDir>/*.browser.spec.ts'] };
