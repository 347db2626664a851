// What one runs before each commit: types, lint, form and the unit tests, side by side. Prints only what went wrong.
import { spawn } from 'node:child_process';
import process from 'node:process';

/** @type {readonly (readonly [name: string, command: string, args: readonly string[]])[]} */
const CHECKS = [
  ['types', 'tsc', ['--noEmit']],
  ['types of the pages', 'tsc', ['--noEmit', '--project', 'review/pages']],
  ['lint', 'eslint', ['.']],
  ['form', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['unit tests', 'vitest', ['run', '--project', 'unit', '--reporter', 'dot']],
];

/**
 * Runs one check; resolves to whether it passed. Its output is kept back and shown when it did not.
 * @param {(typeof CHECKS)[number]} of
 * @returns {Promise<boolean>}
 */
function check([name, command, args]) {
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    /** @type {Buffer[]} */
    const output = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => output.push(Buffer.from(`${error.message}\n`)));
    child.on('close', (code) => {
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      if (code !== 0) process.stdout.write(Buffer.concat(output));
      process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`);
      resolve(code === 0);
    });
  });
}

const passed = await Promise.all(CHECKS.map(check));
process.exitCode = passed.every(Boolean) ? 0 : 1;
