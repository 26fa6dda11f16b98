/** @import { Period } from './types.js' */

/**
 * When the visitor needs a car. `period` is null for a car now, and while the times of a period are incomplete or cannot be booked.
 * @type {{ isPeriod: boolean, period: Period | null }}
 */
export const choice = { isPeriod: false, period: null };
