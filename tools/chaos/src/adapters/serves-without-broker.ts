import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messaging } from '@carshare/messaging';
import { createService } from '@carshare/service-kit';
import { DeliveryConfig } from '../../../../apps/delivery/src/app.config.js';
import { AppModule } from '../../../../apps/delivery/src/app.module.js';

/** An address without a listener. */
const NO_BROKER = '127.0.0.1:1';

/** A real service without a broker must be ready and answer its metrics in time. */
export async function servesWithoutBroker(): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'chaos-adapter-'));
  const config = Object.assign(new DeliveryConfig(), { DATA_DIR: folder, LOG_LEVEL: 'silent', PORT: 0 });
  config.kafka.KAFKA_BROKERS = NO_BROKER;
  const app = await createService(config, AppModule.with(config));
  try {
    messaging.connect(app);
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    await sleep(1_000);
    const ready = await fetch(`${url}/health/ready`);
    if (ready.status !== 200) return `GET /health/ready answers ${ready.status}`;
    const begun = performance.now();
    const metrics = await fetch(`${url}/metrics`);
    const took = performance.now() - begun;
    if (metrics.status !== 200) return `GET /metrics answers ${metrics.status}`;
    return took < 1_000 ? undefined : `GET /metrics takes ${Math.round(took)} ms`;
  } finally {
    await app.close();
    rmSync(folder, { recursive: true });
  }
}
