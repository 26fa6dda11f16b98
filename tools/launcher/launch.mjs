// The shop's program with the compiled code of its last run, which saves 0.1 to 0.2 s: services start as soon as it is loaded.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, 'dist', 'cache'));
await import('./src/main.ts');
