import { Launcher } from './launcher.ts';
import { PortsUnavailable } from './ports.ts';
import { ShopError } from './shop-error.ts';
import { startTimeout } from './start-timeout.ts';

try {
  const launcher = new Launcher({ readyTimeout: startTimeout(process.env), demoFleet: true }, (text) =>
    process.stdout.write(text),
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void launcher.stop());
  // Stops the services when the process that started this one was killed.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    void launcher.stop();
  }, 500).unref();
  // Ignores a closed output (`npm start | head`), which would crash the launcher.
  process.stdout.on('error', () => undefined);
  await launcher.open();
} catch (error) {
  if (!isExplained(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function isExplained(error: unknown): error is Error {
  if (error instanceof ShopError || error instanceof PortsUnavailable) return true;
  // The class belongs to the gateway's libraries, which are not loaded when a start fails early.
  return error instanceof Error && error.name === 'RouteError';
}
