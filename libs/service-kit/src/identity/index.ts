export * from './principal.js';
export * from './public.decorator.js';
