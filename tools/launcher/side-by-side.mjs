/**
 * `node side-by-side.mjs COMMAND… -- COMMAND…`: runs the commands at the same time and fails when one of them fails. Nx starts the
 * projects on which no other depends at last, so the longest one, e2e, would run alone at the end.
 */
import { spawn } from 'node:child_process';

/** @type {string[][]} */
const commands = [[]];
for (const word of process.argv.slice(2)) {
  if (word === '--') commands.push([]);
  else commands.at(-1)?.push(word);
}

/** @param {string[]} command @returns {Promise<number>} the exit code */
function run([program = '', ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'inherit' });
    child.once('error', (error) => {
      console.error(`${program} cannot be run: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

const codes = await Promise.all(commands.map(run));
process.exitCode = codes.find((code) => code !== 0) ?? 0;
