import { expect, it } from '@jest/globals';
import { divided } from './database-limits.js';

it.each([
  [1, { requests: 1, events: 0 }],
  [3, { requests: 3, events: 0 }],
  [4, { requests: 3, events: 1 }],
  [14, { requests: 10, events: 4 }],
  [1_000, { requests: 700, events: 300 }],
])('Of %s writing connections events have a part of their own once there are four', (writers, parts) => {
  expect(divided(writers)).toEqual(parts);
});
