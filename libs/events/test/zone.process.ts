import { decodeEvent } from '../src/index.js';

/** Prints the times that this machine, in the zone of TZ, reads from messages given as JSON in the first argument. */
const messages = JSON.parse(process.argv[2] ?? '[]') as Parameters<typeof decodeEvent>[0][];
console.log(JSON.stringify(messages.map((message) => decodeEvent(message)?.time.toISOString())));
