// What `npm run chaos` runs: the simulation works on the services' sources, compiled as they are loaded.
import { registerHooks } from 'node:module';
import { sourceHooks } from './loader/hooks.mjs';

registerHooks(sourceHooks(process.env.CHAOS_BREAKAGE));
await import('./src/main.ts');
