// eslint-disable-next-line @nx/enforce-module-boundaries -- the loader is no code of the program: it compiles the libraries' sources, so that a verification needs no build
import '../../../libs/testing/src/source-loader.mjs';

await import('./program.ts');
