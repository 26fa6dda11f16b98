import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/** As in kafkajs, for requests that wait for others to be answered. */
const CHECK_INTERVAL = 10;
/** How late a request without an answer is noticed at most; its timeout is ten times as long. */
const TIMEOUT_CHECK_INTERVAL = 1_000;

/**
 * kafkajs 2.2.4 sets this timer after every answer, with a negative delay when nothing is pending: a wake-up per millisecond and
 * connection for ever, and a TimeoutNegativeWarning (https://github.com/tulios/kafkajs/issues/1751). Here it is set only while
 * a request is pending, which is all it serves.
 */
RequestQueue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
  if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
  const throttled = this.throttledUntil - Date.now();
  this.throttleCheckTimeoutId = setTimeout(
    () => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    },
    throttled > 0 ? throttled : CHECK_INTERVAL,
  );
};

/** kafkajs looks for requests that got no answer ten times a second on every connection: half of what an idle service wakes up for. */
RequestQueue.prototype.scheduleRequestTimeoutCheck = function (this: RequestQueue): void {
  this.destroy();
  this.requestTimeoutIntervalId = setInterval(() => {
    for (const request of this.inflight.values()) {
      if (Date.now() - request.sentAt > request.requestTimeout) request.timeoutRequest();
    }
    if (!this.isConnected()) this.destroy();
  }, TIMEOUT_CHECK_INTERVAL);
};
