export * from './api-document.js';
export * from './logger.js';
export * from './metrics.js';
export * from './trace.js';
