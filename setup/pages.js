import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, relative, sep } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { requireNode } from './node-version.js';
import { run } from './run.js';
import { SetupError } from './setup-error.js';

const DEADLINE_MS = 5 * 60_000;
const MAX_FAULT_LINES = 20;
const PAGES = 'review/pages';
const CONFIG = `${PAGES}/vite.config.ts`;

/** @typedef {{ readonly schemaVersion: 1, readonly sources: string }} Stamp `sources`: SHA-256 of what the pages were built of */

/**
 * Whether `review/built` holds the pages as their sources are now.
 * @param {string} root
 * @returns {'fresh' | 'absent' | 'stale' | 'none'} none: this checkout has no pages to build
 */
export function pagesState(root) {
  if (!existsSync(join(root, CONFIG))) return 'none';
  const built = builtOf(root);
  if (built === undefined) return 'absent';
  return built === digestOf(root) ? 'fresh' : 'stale';
}

/** @param {string} root */
function stampFile(root) {
  return join(root, 'review', 'built', 'stamp.json');
}

/**
 * @param {string} root
 * @returns {string | undefined} undefined when nothing was built, or a build did not come to its end
 */
function builtOf(root) {
  try {
    const stamp = JSON.parse(readFileSync(stampFile(root), 'utf8'));
    return stamp.schemaVersion === 1 ? stamp.sources : undefined;
  } catch {
    return undefined;
  }
}

/**
 * One digest of all the pages are built of: their sources, and the versions of all packages, for any of them may be
 * bundled or do the bundling.
 * @param {string} root
 * @returns {string} 64 hex digits
 */
function digestOf(root) {
  const hash = createHash('sha256');
  for (const file of [...pageSources(root), 'package-lock.json']) {
    const content = readFileSync(join(root, file));
    // With its size before it, so that no two sets of files run together into the same bytes.
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * All files below review/pages, and those of other rooms that they import, at first or second hand.
 * @param {string} root
 * @returns {readonly string[]} paths from the root with `/`, sorted
 */
export function pageSources(root) {
  const files = readdirSync(join(root, PAGES), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const sources = new Set(files);
  for (const file of sources) for (const other of importsOf(file)) if (existsSync(other)) sources.add(other);
  return [...sources].map((file) => relative(root, file).replaceAll(sep, '/')).sort();
}

/**
 * @param {string} file
 * @returns {readonly string[]} absolute paths of what it imports by a path, not of packages
 */
function importsOf(file) {
  if (!/\.tsx?$/.test(file)) return [];
  const imports = readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^'?]+)'/g);
  return [...imports].map(([, path = '']) => join(dirname(file), path));
}

/**
 * Builds the pages with the Node and the vite of node_modules. The stamp is written last, and vite empties the folder
 * first: what was interrupted counts as not built.
 * @param {string} root
 * @returns {Promise<void>} throws a SetupError that quotes vite when the sources do not build
 */
export async function buildPages(root) {
  await requireNode(root);
  // Sources that change while vite reads them make the next run build again.
  const sources = digestOf(root);
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const command = ['node', vite, 'build', '--config', join(root, CONFIG), '--configLoader', 'native'];
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const env = { ...process.env, PATH: path, NO_COLOR: '1', NODE_ENV: 'production' };
  const { code, output } = await run([...command, '--logLevel', 'warn'], { cwd: root, timeoutMs: DEADLINE_MS, env });
  if (code !== 0) {
    throw new SetupError(
      `The pages of review/pages could not be built (vite ended with ${code}): correct what it names and run the same ` +
        `command again.\n${faultsIn(output).join('\n')}`,
    );
  }
  /** @type {Stamp} */
  const stamp = { schemaVersion: 1, sources };
  await writeFile(stampFile(root), `${JSON.stringify(stamp)}\n`);
}

/**
 * What is wrong and where, out of vite's report: without its colours, which it has whatever NO_COLOR says, its drawings of
 * source lines and its own stack.
 * @param {string} output
 * @returns {readonly string[]} lines
 */
function faultsIn(output) {
  const lines = stripVTControlCharacters(output).split('\n');
  return lines
    .filter((line) => !/^\s*(at .*|\d*\s*│.*|─+╯|errors: .*|\}|)$/.test(line))
    .map((line) => line.replace(/^\s*╭─\[/, '  ['))
    .slice(0, MAX_FAULT_LINES);
}
