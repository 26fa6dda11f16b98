import { connect } from 'node:net';

/** Kafka's Metadata request, version 4, for no topic (https://kafka.apache.org/protocol). */
function metadataRequest(): Buffer {
  const request = Buffer.alloc(19);
  request.writeInt32BE(15, 0); // bytes that follow
  request.writeInt16BE(3, 4); // api key: Metadata
  request.writeInt16BE(4, 6); // version
  request.writeInt32BE(1, 8); // correlation id
  request.writeInt16BE(-1, 12); // no client id
  request.writeInt32BE(0, 14); // no topics; the byte after it: no topic creation
  return request;
}

/** The offset of the number of brokers in the answer: after length, correlation id and throttle time. */
const BROKERS_AT = 12;

/** Rejects unless the broker answers and has a registered broker: an accepting socket is not sufficient. */
export function probeKafka(port: number, timeout = 2_000): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(metadataRequest()));
    let answer = Buffer.alloc(0);
    socket.setTimeout(timeout, () => socket.destroy(new Error('Kafka does not answer')));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < BROKERS_AT + 4) return;
      if (answer.readInt32BE(BROKERS_AT) > 0) resolve();
      socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('Kafka has no registered broker yet')));
  });
}
