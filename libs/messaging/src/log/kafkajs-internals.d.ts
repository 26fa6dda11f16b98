/** What the repair of the timers touches in kafkajs 2.2.4, which types only its public parts. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  interface SocketRequest {
    /** Epoch milliseconds. */
    sentAt: number;
    /** Milliseconds. */
    requestTimeout: number;
    timeoutRequest(): void;
  }

  export default class RequestQueue {
    pending: readonly unknown[];
    inflight: ReadonlyMap<number, SocketRequest>;
    /** Epoch milliseconds; -1 when the broker never asked to slow down. */
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    requestTimeoutIntervalId: NodeJS.Timeout | undefined;
    isConnected(): boolean;
    destroy(): void;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
    scheduleRequestTimeoutCheck(): void;
  }
}
