import e2e from '../jest.config.mjs';

/** The page in Chromium against running shops. Two at a time: each has storage and ports of its own, and waits most of the time. */
export default { ...e2e, displayName: 'browser', maxWorkers: 2, testMatch: ['<rootDir>/*.browser.spec.ts'] };
