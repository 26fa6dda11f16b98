/* eslint-disable @nx/enforce-module-boundaries -- the launcher runs from its sources and is no package that could be imported by name; this file is its one way in */
export { environmentFor, type Environment } from '../../../shop/src/environment.ts';
export { mainFile, PORT_BASE, portsFrom, SERVICES, type ServiceName } from '../../../shop/src/services.ts';
export { ROOT, startShop, type Shop } from '../../../shop/src/shop.ts';
export { announceBody } from '../../../shop/src/testing/announce-body.ts';
export { freePortBase, freePorts } from '../../../shop/src/testing/free-ports.ts';
