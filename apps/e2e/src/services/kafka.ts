import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeKafka } from './kafka-probe.ts';
import { freePort, KAFKA_HOME } from './machine.ts';
import { Server } from './server.ts';

/** Returns the URL at which clients reach a broker, such as that of a proxy. */
export type Advertise = (url: string) => Promise<string>;

export interface KafkaOptions {
  /** The number of brokers, by default 1. Topics have as many replicas, and writes wait for all but one of them. */
  nodes?: number | undefined;
  advertise?: Advertise | undefined;
  /** Additional lines of every broker's configuration and arguments of its formatting, such as for TLS and SASL. */
  extra?: { lines: readonly string[]; format: readonly string[]; clientListener: string } | undefined;
}

/** A Kafka cluster; every node is broker and controller in one process. */
export interface KafkaCluster {
  servers: Server[];
  /** The advertised `host:port` of each broker, separated by commas. */
  brokers: string;
}

interface Node {
  id: number;
  port: number;
  internalPort: number;
  controllerPort: number;
  brokers: string;
}

/** A broker's classes as the JVM keeps them in memory: with them a start needs 25 % less CPU time. */
const CLASSES = join(KAFKA_HOME, 'classes.jsa');

/** Makes a Kafka cluster in `folder`, with fresh data. */
export async function kafka(folder: string, options: KafkaOptions = {}): Promise<KafkaCluster> {
  if (!existsSync(CLASSES)) await archiveClasses();
  return makeCluster(folder, `-XX:SharedArchiveFile=${CLASSES}`, options);
}

/** Starts a broker once: it writes the archive when it ends. Another Java ignores the archive, and goes without. */
async function archiveClasses(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'carshare-kafka-'));
  const archive = `${CLASSES}.${process.pid}`;
  const { servers } = await makeCluster(folder, `-XX:ArchiveClassesAtExit=${archive}`);
  try {
    await Promise.all(servers.map((server) => server.start()));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
  if (existsSync(archive)) renameSync(archive, CLASSES);
}

async function makeCluster(folder: string, classes: string, options: KafkaOptions = {}): Promise<KafkaCluster> {
  const { nodes: count = 1, advertise = (url: string) => Promise.resolve(url), extra } = options;
  const nodes: Node[] = [];
  for (let id = 1; id <= count; id += 1) {
    const port = await freePort();
    const brokers = new URL(await advertise(`kafka://127.0.0.1:${port}`)).host;
    nodes.push({ id, port, internalPort: await freePort(), controllerPort: await freePort(), brokers });
  }
  // An id that starts with a dash would be parsed as an option.
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  const servers = nodes.map((node) => {
    const name = count === 1 ? 'Kafka' : `Kafka ${node.id}`;
    const home = count === 1 ? folder : join(folder, `kafka-${node.id}`);
    mkdirSync(home, { recursive: true });
    const config = join(home, 'kafka.properties');
    writeFileSync(config, properties(node, nodes, home, extra));
    const heap = count === 1 ? ['-Xms256m', '-Xmx512m'] : ['-Xms192m', '-Xmx320m'];
    // The first compiler alone: these brokers live for minutes, in which code of the second one costs more than it saves.
    const java = [...heap, classes, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(KAFKA_HOME, 'lib', '*')];
    const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', config, ...(extra?.format ?? [])];
    execFileSync('java', [...java, ...format], { stdio: 'pipe' });
    return new Server({
      name,
      command: 'java',
      args: [...java, 'kafka.Kafka', config],
      logFile: join(home, 'kafka.log'),
      // The last nodes of a cluster would wait for a quorum that no longer exists.
      stopSignal: count === 1 ? 'SIGTERM' : 'SIGKILL',
      ready: () => probeKafka(extra ? node.internalPort : node.port),
    });
  });
  return { servers, brokers: nodes.map(({ brokers }) => brokers).join(',') };
}

function properties(node: Node, nodes: readonly Node[], home: string, extra: KafkaOptions['extra']): string {
  const { id, port, internalPort, controllerPort, brokers } = node;
  const listener = extra?.clientListener ?? 'PLAINTEXT';
  const replicas = nodes.length;
  const inSync = Math.max(1, replicas - 1);
  const voters = nodes.map((one) => `${one.id}@127.0.0.1:${one.controllerPort}`).join(',');
  // The brokers connect to each other directly, not through the proxies that tests cut.
  return `process.roles=broker,controller
node.id=${id}
controller.quorum.voters=${voters}
listeners=${listener}://127.0.0.1:${port},INTERNAL://127.0.0.1:${internalPort},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=${listener}://${brokers},INTERNAL://127.0.0.1:${internalPort}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=INTERNAL
log.dirs=${join(home, 'kafka')}
auto.create.topics.enable=false
default.replication.factor=${replicas}
min.insync.replicas=${inSync}
offsets.topic.replication.factor=${replicas}
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=${replicas}
transaction.state.log.num.partitions=4
transaction.state.log.min.isr=${inSync}
replica.lag.time.max.ms=5000
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
controlled.shutdown.enable=${replicas > 1}
${(extra?.lines ?? []).join('\n')}
`;
}
