/** What the repair of the timers touches in kafkajs 2.2.4, which types only its public parts. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  interface SocketRequest {
    /** Epoch milliseconds. */
    sentAt: number;
    /** Milliseconds. */
    requestTimeout: number;
    timeoutRequest(): void;
  }

  interface PushedRequest {
    entry: { correlationId: number; apiName: string; resolve(answer: unknown): void; reject(error: Error): void };
    expectResponse: boolean;
    sendRequest(): void;
  }

  export default class RequestQueue {
    constructor(options: {
      requestTimeout: number;
      enforceRequestTimeout: boolean;
      clientId: string;
      broker: string;
      logger: { debug(): void };
      isConnected(): boolean;
    });
    push(request: PushedRequest): void;
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
