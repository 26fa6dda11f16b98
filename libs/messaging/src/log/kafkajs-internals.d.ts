/** What the repair of the idle timer touches in kafkajs 2.2.4, which types only its public parts. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    pending: readonly unknown[];
    /** Epoch milliseconds; -1 when the broker never asked to slow down. */
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
  }
}
