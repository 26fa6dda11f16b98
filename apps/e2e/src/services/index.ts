export { kafka, type KafkaCluster } from './kafka.ts';
export type { Server } from './server.ts';
export { startServices, type Services } from './services.ts';
