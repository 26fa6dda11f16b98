import { jest } from '@jest/globals';

// On a machine that other work holds up, a test can miss a time limit. A test that fails runs once more after the others of its file; what
// made it fail is printed, and `.ci/run` names it.
jest.retryTimes(1, { logErrorsBeforeRetry: true });
