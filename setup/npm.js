import { run } from './run.js';

/** npm's own limit of patience lies below this; a hung registry must not hang the two commands for ever. */
const DEADLINE_MS = 30 * 60_000;

/**
 * Runs the npm that started us, with its own node and the user's own settings. Not the node of node_modules: `npm ci`
 * removes that while it works.
 * @param {readonly string[]} args
 * @param {{ cwd: string, show?: boolean }} options
 */
export function npm(args, { cwd, show = false }) {
  const script = process.env['npm_execpath'];
  const node = process.env['npm_node_execpath'] ?? process.execPath;
  const command = script?.endsWith('.js') ? [node, script] : ['npm'];
  return run([...command, ...args], { cwd, show, timeoutMs: DEADLINE_MS });
}
