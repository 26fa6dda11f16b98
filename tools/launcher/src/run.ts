import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { environmentFor } from './environment.ts';
import { isServiceName, mainFile, PORT_BASE, portsFrom, SERVICES } from './services.ts';
import { ROOT } from './shop.ts';

// One service alone, with the address and the environment it has in the shop: node run.ts <service> [serve|migrate|topics|seed]
const service = process.argv[2];
if (!isServiceName(service)) {
  console.error(`Which service? One of ${SERVICES.join(', ')}.`);
  process.exit(1);
}
const ports = portsFrom(Number(process.env['PORT_BASE'] ?? PORT_BASE));
Object.assign(process.env, environmentFor(service, ports, { LOG_LEVEL: 'info', ...process.env }));
const main = join(ROOT, mainFile(service));
process.chdir(ROOT);
// Removes this program's own argument, so that the service finds its command in the usual place.
process.argv.splice(1, 2, main);
await import(pathToFileURL(main).href);
