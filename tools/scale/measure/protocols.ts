const MYSQL_QUERY = 0x03;
const MYSQL_EXECUTE = 0x17;
const MYSQL_HEADER = 4;

/**
 * The statement in a packet of MySQL's protocol: the text of a query, `execute` for a prepared statement, undefined for all else.
 * Source: https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html
 */
export function mysqlCommand(packet: Buffer): string | undefined {
  const command = packet[MYSQL_HEADER];
  if (packet[MYSQL_HEADER - 1] !== 0) return undefined;
  if (command === MYSQL_EXECUTE) return 'execute';
  return command === MYSQL_QUERY ? packet.toString('latin1', MYSQL_HEADER + 1) : undefined;
}

/**
 * The statements in what is written to PostgreSQL: the text of each simple query, `execute` for each executed portal.
 * Source: https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export function postgresCommands(chunk: Buffer): string[] {
  const commands: string[] = [];
  for (let at = 0; at + 5 <= chunk.length;) {
    const type = chunk.toString('latin1', at, at + 1);
    const length = chunk.readUInt32BE(at + 1);
    if (type === 'E') commands.push('execute');
    if (type === 'Q') commands.push(chunk.toString('latin1', at + 5, at + length));
    at += 1 + length;
  }
  return commands;
}

/** Whether a statement is COMMIT. */
export function isCommit(statement: string): boolean {
  return statement === 'COMMIT';
}

const KAFKA_APIS: Readonly<Record<number, string>> = {
  0: 'produce',
  1: 'fetch',
  8: 'offsetCommit',
  12: 'heartbeat',
};

/** The request in a packet to Kafka. Source: https://kafka.apache.org/protocol#protocol_api_keys */
export function kafkaApi(packet: Buffer): string {
  return packet.length < 6 ? 'other' : (KAFKA_APIS[packet.readInt16BE(4)] ?? 'other');
}
