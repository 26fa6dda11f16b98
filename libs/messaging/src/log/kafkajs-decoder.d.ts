/** What the repair of the headers touches in kafkajs 2.2.4, which types only its public parts. */
declare module 'kafkajs/src/protocol/decoder.js' {
  export default class Decoder {
    constructor(buffer: Buffer);
    readVarInt(): number;
    readVarIntBytes(): Buffer | null;
    readVarIntArray(reader: (decoder: Decoder) => unknown): { reduce(): unknown };
  }
}
