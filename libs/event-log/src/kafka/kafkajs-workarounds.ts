/**
 * Every workaround of a defect of kafkajs 2.2.4 stands in this file; the rest of the adapter calls the public API. The version is
 * pinned in package.json, because some of the workarounds replace private methods.
 */
import type { RecordBytes } from '@carshare/events';
import kafkajs, { type Consumer, type IHeaders, type Kafka, type KafkaConfig, type RetryOptions } from 'kafkajs';
import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import fetchRequests from 'kafkajs/src/protocol/requests/fetch/index.js';
import { CODECS } from './compression.js';
import { decodeFetch } from './fetch-decoder.js';

/** The version of kafkajs that the workarounds were written for. */
export const KAFKAJS_VERSION = '2.2.4';

let isInstalled = false;

/**
 * Creates a client of kafkajs with the workarounds of this file; without them Node.js prints a TimeoutNegativeWarning. The linter
 * rejects other clients in the services, the libraries, the end-to-end tests and the chaos tool.
 * @param config as kafkajs documents it
 */
export function kafkajsClient(config: KafkaConfig): Kafka {
  installWorkarounds();
  return new kafkajs.Kafka(config);
}

/** Replaces the private methods below in this process; further calls have no effect. Precedes the first client. */
function installWorkarounds(): void {
  if (isInstalled) return;
  isInstalled = true;
  checkPendingRequestsOnlyWhilePending();
  checkTimeoutsOncePerSecond();
  keepAllHeaders();
  isolateUndecodableBatches();
  leaveWhereTheGroupIs();
  followTheCoordinator();
}

/** Delay of a check for requests that wait for the answers of others, in milliseconds; as in kafkajs. */
const PENDING_CHECK_MS = 10;

/**
 * kafkajs schedules this check after every answer, with a negative delay when no request is pending: each connection wakes the
 * process once per millisecond, and Node 24 prints a TimeoutNegativeWarning. The check is needed only while a request is pending.
 * @see https://github.com/tulios/kafkajs/issues/1704
 * @see https://github.com/tulios/kafkajs/issues/1751
 */
function checkPendingRequestsOnlyWhilePending(): void {
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
    const throttledMs = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttledMs > 0 ? throttledMs : PENDING_CHECK_MS,
    );
  };
}

/** Interval of the check for requests without an answer, in milliseconds; a timeout is noticed at most this much late. */
const TIMEOUT_CHECK_MS = 1_000;

/**
 * kafkajs checks every connection for timed-out requests every 100 ms, which is half of the wake-ups of an idle service.
 * @see https://github.com/tulios/kafkajs/pull/650 where the interval was introduced
 */
function checkTimeoutsOncePerSecond(): void {
  RequestQueue.prototype.scheduleRequestTimeoutCheck = function (this: RequestQueue): void {
    this.destroy();
    this.requestTimeoutIntervalId = setInterval(() => {
      for (const request of this.inflight.values()) {
        if (Date.now() - request.sentAt > request.requestTimeout) request.timeoutRequest();
      }
      if (!this.isConnected()) this.destroy();
    }, TIMEOUT_CHECK_MS);
  };
}

const PAIRS = Symbol('headers in their order');

type Headers = IHeaders & { [PAIRS]?: RecordBytes['headers'] };

/**
 * kafkajs copies all earlier headers for each further header, so that the 100,000 headers that fit into 1 MB take hours; and it takes
 * a header called `constructor` for a repeated one. It calls this method for headers only and reduces the result to an object. The
 * object built here keeps the headers as they were sent.
 * @see https://github.com/tulios/kafkajs/issues/1121
 * @see https://github.com/tulios/kafkajs/blob/v2.2.4/src/protocol/recordBatch/record/v0/decoder.js
 */
function keepAllHeaders(): void {
  Decoder.prototype.readVarIntArray = function (this: Decoder): { reduce(): Headers } {
    const pairs: [string, Buffer | null][] = [];
    for (let left = this.readVarInt(); left > 0; left -= 1) {
      pairs.push([this.readVarIntBytes()?.toString() ?? '', this.readVarIntBytes()]);
    }
    return { reduce: () => ({ [PAIRS]: pairs }) };
  };
}

/** The headers of a message that kafkajs decoded, in their order, including repeated names. */
export function headersOf(headers: Headers = {}): RecordBytes['headers'] {
  return headers[PAIRS] ?? Object.entries(headers).map(([name, header]) => [name, Buffer.from(String(header))]);
}

/** The version of the Fetch request that is decoded here; kafkajs sends it to every broker since Kafka 2.3. */
const FETCH_VERSION = 11;

/**
 * kafkajs decodes gzip only, and one undecodable batch fails the whole Fetch response, including the records of all other partitions.
 * Here all of Kafka's codecs are available, each with a limit on the size of the result, and an undecodable batch becomes a
 * placeholder message.
 * @see https://github.com/tulios/kafkajs/issues/750
 */
function isolateUndecodableBatches(): void {
  // A default import, because Node.js recognizes only the first of the names that this CommonJS package exports.
  const codecs: Record<number, () => unknown> = kafkajs.CompressionCodecs;
  for (const [number, { decompress }] of Object.entries(CODECS)) {
    codecs[Number(number)] = () => ({
      compress: () => Promise.reject(new Error('this program publishes uncompressed')),
      decompress,
    });
  }
  const { protocol } = fetchRequests;
  fetchRequests.protocol = ({ version }) => {
    const build = protocol({ version });
    if (version !== FETCH_VERSION) return build;
    return (options) => {
      const request = build(options);
      return { ...request, response: { ...request.response, decode: decodeFetch } };
    };
  };
}

/**
 * kafkajs leaves a group at the coordinator that it joined. When another broker coordinates the group by then, the member stays in it
 * until its session expires, with partitions that no member handles. Here it asks for the coordinator and leaves there.
 * @see https://github.com/tulios/kafkajs/blob/v2.2.4/src/consumer/consumerGroup.js
 */
function leaveWhereTheGroupIs(): void {
  const { leave } = ConsumerGroup.prototype;
  ConsumerGroup.prototype.leave = async function (this: ConsumerGroup): Promise<void> {
    try {
      await leave.call(this);
    } catch {
      await turnToCoordinator(this);
      await leave.call(this);
    }
  };
}

/** The answers of a coordinator that knows its group: the consumer has to join again, here or after a while. */
const OF_THE_GROUP = new Set(['REBALANCE_IN_PROGRESS', 'UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION']);

/**
 * kafkajs sends heartbeats and commits to the broker that coordinated the group when the consumer joined. When another broker coordinates it
 * since, as after the death of that one, they fail until the consumer joins again, and the group waits for its session to expire. Here a
 * heartbeat that failed asks for the coordinator, and is sent there: the group is stored in a replicated topic, so the consumer is still
 * its member.
 * @see https://github.com/tulios/kafkajs/blob/v2.2.4/src/consumer/consumerGroup.js
 */
function followTheCoordinator(): void {
  const { heartbeat } = ConsumerGroup.prototype;
  const searches = new WeakMap<ConsumerGroup, Promise<boolean>>();
  ConsumerGroup.prototype.heartbeat = async function (this: ConsumerGroup, options): Promise<void> {
    try {
      await heartbeat.call(this, options);
    } catch (error) {
      if (OF_THE_GROUP.has((error as { type?: string }).type ?? '')) throw error;
      // The partitions of a fetch send their heartbeats at once.
      let search = searches.get(this);
      if (!search) searches.set(this, (search = hasMoved(this).finally(() => searches.delete(this))));
      if (!(await search)) throw error;
      await heartbeat.call(this, options);
    }
  };
}

/** Turns to the coordinator of now, if one is found. @returns whether that is another broker than before */
async function hasMoved(group: ConsumerGroup): Promise<boolean> {
  const former = group.coordinator;
  await turnToCoordinator(group).catch(() => undefined);
  return group.coordinator !== former;
}

/** Asks the cluster where the group is coordinated; what the member sends from now on goes there. */
async function turnToCoordinator(group: ConsumerGroup): Promise<void> {
  group.coordinator = await group.cluster.findGroupCoordinator({ groupId: group.groupId });
  if (group.offsetManager) group.offsetManager.coordinator = group.coordinator;
}

/**
 * Producers send without the retries of kafkajs, which lose records: a retry skips every broker that has answered, even when that
 * broker became the leader of the partition that failed, and `send` resolves. `KafkaPublisher` publishes everything again instead.
 * @see https://github.com/tulios/kafkajs/pull/1798
 */
export const PRODUCER_RETRY: RetryOptions = { retries: 0 };

/**
 * Consumers do not restart themselves: a restart that fails while the consumer joins is the last one, and the group stays without
 * it. `KafkaSubscription` replaces a crashed consumer instead.
 * @param retries attempts after the first of each request
 * @see https://github.com/tulios/kafkajs/issues/1445
 */
export function consumerRetry(retries: number): RetryOptions & { restartOnFailure: () => Promise<boolean> } {
  return { retries, restartOnFailure: async () => false };
}

/**
 * Disconnects a consumer after it has joined: kafkajs ignores a disconnect during the join, and the consumer would stay in the group
 * without handling its partitions.
 * @param joined settles when `consumer.run` has; never rejects
 * @see https://github.com/tulios/kafkajs/issues/1639
 */
export async function disconnectOnceJoined(
  consumer: Pick<Consumer, 'disconnect'>,
  joined: Promise<void>,
): Promise<void> {
  await joined;
  await consumer.disconnect();
}
