// Lints texts as if they stood in files of the workspace: reads [{ path, text }] and writes the broken rules of each.
// A separate process, because the type-aware rules and the project graph do not load in Jest's module registry.
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const eslint = new ESLint({ cwd: fileURLToPath(new URL('../../../', import.meta.url)) });
/** @type {{ path: string, text: string }[]} */
const files = JSON.parse(await text(process.stdin));
const broken = [];
for (const { path, text: code } of files) {
  const results = await eslint.lintText(code, { filePath: path });
  broken.push(results.flatMap(({ messages }) => messages.map((message) => message.ruleId ?? message.message)));
}
process.stdout.write(JSON.stringify(broken));
