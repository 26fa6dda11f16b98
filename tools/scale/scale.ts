// `npm run scale`: writes the tables of docs/scale.md; with --check it only compares.
import { writePage } from './report/page.ts';

await writePage(process.argv.includes('--check'));
