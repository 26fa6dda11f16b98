import { Launcher } from './launcher.ts';
import { PortsUnavailable } from './ports.ts';
import { ShopError } from './shop-error.ts';
import { startTimeout } from './start-timeout.ts';

try {
  const launcher = new Launcher({ readyTimeout: startTimeout(process.env) }, (text) => process.stdout.write(text));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void launcher.stop());
  // When the process that started this one has been killed, nothing else would stop the services.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    void launcher.stop();
  }, 500).unref();
  // A reader that has gone (`npm start | head`) is no reason to crash.
  process.stdout.on('error', () => undefined);
  await launcher.open();
} catch (error) {
  if (!isExplained(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function isExplained(error: unknown): error is Error {
  if (error instanceof ShopError || error instanceof PortsUnavailable) return true;
  // Its class comes with the gateway's libraries, which a start that fails early has not loaded.
  return error instanceof Error && error.name === 'RouteError';
}
