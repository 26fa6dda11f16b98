// Starts the launcher with the compile cache of its last run, which saves 0.1 to 0.2 s before the services start.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, 'dist', 'cache'));
await import('./src/main.ts');
