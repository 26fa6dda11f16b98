// The program of `npm run chaos`: the simulation runs the services' sources, compiled when they are loaded.
import { registerHooks } from 'node:module';
import { sourceHooks } from './loader/hooks.mjs';

registerHooks(sourceHooks(process.env.CHAOS_BREAKAGE));
await import('./src/main.ts');
