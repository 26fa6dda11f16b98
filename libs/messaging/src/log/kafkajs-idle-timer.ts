import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/** As in kafkajs, for requests that wait for others to be answered. */
const CHECK_INTERVAL = 10;

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
