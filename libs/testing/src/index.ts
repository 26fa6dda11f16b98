export * from './counterpart.js';
export * from './databases.js';
export * from './eventually.js';
export * from './issuer.js';
export * from './running-service.js';
export * from './service-process.js';
export * from './shop-events.js';
export * from './wire.js';
