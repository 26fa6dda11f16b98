export type { Server } from './server.ts';
export { startServices, type Services } from './services.ts';
