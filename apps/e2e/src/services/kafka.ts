import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { probeKafka } from './kafka-probe.ts';
import { freePort, KAFKA_HOME } from './machine.ts';
import { Server } from './server.ts';

/**
 * Makes a Kafka of one node in `folder`, broker and controller in one process.
 * @param advertise gives the URL that clients are told instead of the broker's own
 */
export async function kafka(
  folder: string,
  advertise: (url: string) => Promise<string> = (url) => Promise.resolve(url),
): Promise<{ server: Server; brokers: string }> {
  const [port, controllerPort] = [await freePort(), await freePort()];
  const address = `127.0.0.1:${port}`;
  const brokers = new URL(await advertise(`kafka://${address}`)).host;
  const config = join(folder, 'kafka.properties');
  writeFileSync(
    config,
    `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://${address},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://${brokers}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=${join(folder, 'kafka')}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
`,
  );
  const java = ['-Xms256m', '-Xmx512m', '-cp', join(KAFKA_HOME, 'lib', '*')];
  // An id that begins with a dash would be taken for an option.
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  execFileSync('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', config], {
    stdio: 'pipe',
  });
  const server = new Server({
    name: 'Kafka',
    command: 'java',
    args: [...java, 'kafka.Kafka', config],
    logFile: join(folder, 'kafka.log'),
    stopSignal: 'SIGTERM',
    ready: () => probeKafka(port),
  });
  return { server, brokers };
}
