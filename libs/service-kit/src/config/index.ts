export * from './kafka.config.js';
export * from './load-config.js';
export * from './service.config.js';
export { MayRotate } from './may-rotate.js';
