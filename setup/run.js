import { spawn } from 'node:child_process';

/**
 * @typedef {object} Ran
 * @property {number} code   exit code; 127 when there is no such program, 124 when it missed its deadline
 * @property {string} output stdout and stderr as they came, '' of what was shown
 */

/**
 * Runs a program to its end. It never outlives set-up, and it never waits for a question to be answered.
 * @param {readonly string[]} command program and arguments
 * @param {{ timeoutMs: number, show?: boolean, env?: NodeJS.ProcessEnv, cwd?: string }} options `show`: let the
 *   program's own progress reach the terminal
 * @returns {Promise<Ran>}
 */
export function run([program = '', ...args], { timeoutMs, show = false, env = process.env, cwd }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: show ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'],
      env,
      ...(cwd === undefined ? {} : { cwd }),
    });
    let output = '';
    let late = false;
    const keep = (/** @type {Buffer} */ piece) => (output += piece.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);

    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    const stop = () => child.kill();
    process.once('exit', stop);

    const end = (/** @type {number} */ code) => {
      clearTimeout(timer);
      process.removeListener('exit', stop);
      resolve({ code: late ? 124 : code, output });
    };
    child.once('error', () => end(127));
    child.once('close', (code) => end(code ?? 1));
  });
}

/**
 * The last line a program said, for the sentence that reports it.
 * @param {string} output
 */
export function lastLine(output) {
  return output.trim().split('\n').at(-1)?.trim() ?? '';
}
