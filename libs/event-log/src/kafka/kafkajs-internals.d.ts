/** The private modules of kafkajs 2.2.4 that kafkajs-workarounds.ts and fetch-decoder.ts use; kafkajs ships types for its public API only. */
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

declare module 'kafkajs/src/consumer/consumerGroup.js' {
  interface Coordinator {
    leaveGroup(member: { groupId: string; memberId: string }): Promise<unknown>;
    heartbeat(member: { groupId: string; memberId: string; groupGenerationId: number }): Promise<unknown>;
  }

  export default class ConsumerGroup {
    constructor(options: {
      retry: object;
      cluster: ConsumerGroup['cluster'];
      groupId: string;
      topics: readonly string[];
      logger: { namespace(): object };
      instrumentationEmitter: { emit(): void };
    });
    readonly groupId: string;
    memberId: string | null;
    coordinator: Coordinator;
    readonly cluster: { findGroupCoordinator(group: { groupId: string }): Promise<Coordinator> };
    /** Null until the consumer has joined. */
    readonly offsetManager: { coordinator: Coordinator } | null;
    leave(): Promise<void>;
    /** @param options the least time between two heartbeats, in milliseconds */
    heartbeat(options: { interval: number }): Promise<void>;
  }
}

declare module 'kafkajs/src/protocol/decoder.js' {
  export default class Decoder {
    constructor(buffer: Buffer);
    readonly buffer: Buffer;
    offset: number;
    forward(bytes: number): void;
    readInt16(): number;
    readInt32(): number;
    readInt64(): { toString(): string };
    readString(): string;
    readVarInt(): number;
    readVarIntBytes(): Buffer | null;
    /** Reads an array; called for headers alone. */
    readVarIntArray(read: (decoder: Decoder) => unknown): { reduce(): unknown };
    readArray<T>(read: (decoder: Decoder) => T): T[];
    readArrayAsync<T>(read: (decoder: Decoder) => Promise<T>): Promise<T[]>;
  }
}

declare module 'kafkajs/src/protocol/recordBatch/v0/decoder.js' {
  import type { KafkaMessage } from 'kafkajs';
  import type Decoder from 'kafkajs/src/protocol/decoder.js';
  export default function decodeRecordBatch(decoder: Decoder): Promise<{ records: KafkaMessage[] }>;
}

declare module 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js' {
  import type { KafkaMessage } from 'kafkajs';
  import type Decoder from 'kafkajs/src/protocol/decoder.js';
  export default function decodeMessages(decoder: Decoder): Promise<KafkaMessage[]>;
}

declare module 'kafkajs/src/protocol/requests/fetch/index.js' {
  interface Exchange {
    request: object;
    response: { decode(data: Buffer): Promise<object>; parse(data: object): Promise<object> };
  }
  const requests: { protocol(of: { version: number }): (options: object) => Exchange };
  export default requests;
}
