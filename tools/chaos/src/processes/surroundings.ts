/* eslint-disable @nx/enforce-module-boundaries -- the launcher and the test servers run from their sources and are not packages; only this file imports them */
export { prepare } from '../../../launcher/bootstrap/prepare.mjs';
export { startServices, type Server, type Services } from '../../../../apps/e2e/src/services/index.js';
export { createProfile, type Profile } from '../../../../apps/e2e/src/support/profile.js';
export {
  exitOnSignal,
  freePorts,
  ROOT,
  SERVICES,
  startShop,
  type ServiceName,
  type Shop,
} from '../../../../apps/e2e/src/support/launcher.js';
