/* eslint-disable @nx/enforce-module-boundaries -- the launcher runs from its sources and is no package that could be imported by name; this file is its one way in */
export { environmentFor, type Environment } from '../../../../tools/launcher/src/environment.ts';
export { exitOnSignal } from '../../../../tools/launcher/src/exit-on-signal.ts';
export { mainFile, PORT_BASE, portsFrom, SERVICES, type ServiceName } from '../../../../tools/launcher/src/services.ts';
export { ROOT, startShop, type Shop } from '../../../../tools/launcher/src/shop.ts';
export { announceBody } from '../../../../tools/launcher/src/testing/announce-body.ts';
export { freePortBase, freePorts } from '../../../../tools/launcher/src/testing/free-ports.ts';
