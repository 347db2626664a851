/**
 * What the two commands need before Node 24 and the packages are there. Plain JavaScript for any Node from 20 on, run by
 * the pre-scripts of package.json; must not import a package. What runs after it needs the Node of `engines`, which
 * node-version.js asks for: on Linux x64 the packages bring it.
 */
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { FETCHED, installFfmpeg } from './ffmpeg.js';
import { readInstalled, writeInstalled } from './installed.js';
import { withLock } from './lock.js';
import { nameOf } from './model-source.js';
import { obtainModel, readManifest } from './models.js';
import { requireNode } from './node-version.js';
import { installPackages, packageCount, packagesState } from './packages.js';
import { placesOf } from './places.js';
import { megabytes, say } from './say.js';
import { reasonOf, sentenceOf, SetupError } from './setup-error.js';
import { survey, takeModelFile } from './survey.js';

/** @typedef {import('./places.js').Places} Places */
/** @typedef {import('./survey.js').Survey} Survey */
/** @typedef {{ readonly label: string, readonly detail: string, readonly work: () => Promise<unknown> }} Step */

const HELP = `npm run setup -- [options]    installs what Etalon needs, once

  --check             only report what is there and what is missing (exit code 1)
  --quiet             say nothing when everything is there
  --packages-only     packages and Node, without ffmpeg and models
  --model-file PATH   use this whisper.cpp model from now on; also ETALON_MODEL_FILE
  --default-model     use Etalon's own model again

  ETALON_CACHE        where ffmpeg and the models are kept (default: ~/.cache/etalon)
  FFMPEG_BIN          an ffmpeg of your own`;

/** On disk after `npm ci`, measured: most of it is the ClickHouse engine and Node. */
const PACKAGES_BYTES = 1_000_000_000;

const places = placesOf(process.env);
const options = readOptions();

// A child (npm, pip) is stopped on exit, which a signal alone would not bring about. The lock is found stale.
for (const [signal, number] of /** @type {const} */ ([
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
])) {
  process.once(signal, () => process.exit(128 + number));
}

try {
  if (options.help) say(HELP);
  else if (options['packages-only']) await ensurePackages();
  else await ensureAll();
} catch (error) {
  const sentence = sentenceOf(error, places.cache);
  if (sentence === undefined) throw error;
  say(`\nSet-up cannot go on. ${sentence}`);
  process.exitCode = 1;
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        check: { type: 'boolean' },
        quiet: { type: 'boolean' },
        'packages-only': { type: 'boolean' },
        'model-file': { type: 'string' },
        'default-model': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    say(`${reasonOf(error)}\n\n${HELP}`);
    process.exit(2);
  }
}

async function ensureAll() {
  const earlier = readInstalled(places.installed);
  const chosen = await chosenModel(earlier);
  const found = await survey(places, process.env, earlier, chosen);
  const steps = missing(found);

  if (options.check) return report(found, steps);
  if (steps.length > 0) {
    announce(steps);
    await withLock(places.lock, () => install(chosen), say);
    say('Set-up is done.\n');
  } else {
    const node = await requireNode(places.root);
    await record(found);
    if (!options.quiet) say(`Everything is there: Node ${node}, ffmpeg ${found.ffmpeg?.version}, ${places.models}`);
  }
}

async function ensurePackages() {
  if (packagesState(places.root) !== 'fresh') {
    announce([packagesStep()]);
    await withLock(
      places.lock,
      async () => {
        if (packagesState(places.root) !== 'fresh') await take(packagesStep());
      },
      say,
    );
  }
  await requireNode(places.root);
}

/**
 * @param {Partial<import('./installed.js').Installed>} earlier
 * @returns {Promise<string | undefined>}
 */
async function chosenModel(earlier) {
  if (options['default-model']) return undefined;
  if (options.check) return earlier.chosen;
  // npm hands its own options to pre-scripts in the environment: `npm run demo --model-file=PATH`.
  const given = options['model-file'] ?? process.env['ETALON_MODEL_FILE'] ?? process.env['npm_config_model_file'];
  return given ? takeModelFile(given, places, earlier) : earlier.chosen;
}

/**
 * Looks again now that nobody else is at work, then does what is still missing.
 * @param {string | undefined} chosen
 */
async function install(chosen) {
  const earlier = readInstalled(places.installed);
  for (const step of missing(await survey(places, process.env, earlier, chosen))) await take(step);
  await requireNode(places.root);
  await record(await survey(places, process.env, earlier, chosen));
  await rm(places.downloads, { recursive: true, force: true });
}

/** @param {Step} step */
async function take(step) {
  const startedAt = performance.now();
  say(`- ${step.label} …`);
  await step.work();
  say(`  ${step.label}: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** @param {Survey} found */
async function record({ ffmpeg, whisper, vad, chosen }) {
  if (ffmpeg === undefined || whisper === undefined || vad === undefined) {
    throw new SetupError('What was just installed is gone again: run the same command again.');
  }
  const own = chosen === undefined ? {} : { chosen };
  await writeInstalled(places.installed, { schemaVersion: 1, ffmpeg, whisper, vad, ...own });
}

/**
 * @param {Survey} found
 * @returns {Step[]} in the order in which they are done
 */
function missing(found) {
  const show = process.stderr.isTTY;
  const models = readManifest().filter((model) => found[model.role] === undefined);
  return [
    ...(found.packages === 'fresh' ? [] : [packagesStep()]),
    ...(found.ffmpeg === undefined ? [ffmpegStep(show)] : []),
    ...models.map((model) => ({
      label: model.file,
      detail: `${model.what}, ${megabytes(model.bytes)}, ${model.licence}, from ${model.sources.map(nameOf).join(', else ')}, to ${places.models}`,
      work: () => obtainModel(model, places, show),
    })),
  ];
}

/** @returns {Step} */
function packagesStep() {
  return {
    label: 'packages',
    detail: `${packageCount(places.root)} packages of package-lock.json, Node 24 among them, ${megabytes(PACKAGES_BYTES)}, by npm ci, to node_modules`,
    work: () => installPackages(places.root, process.stderr.isTTY),
  };
}

/**
 * @param {boolean} show
 * @returns {Step}
 */
function ffmpegStep(show) {
  return {
    label: 'ffmpeg',
    detail: `reads recordings, ${megabytes(FETCHED.bytes)}, GPL, a program apart, from PyPI ${FETCHED.wheel}, else Debian's package, to ${places.bin}`,
    work: () => installFfmpeg(places, show),
  };
}

/** @param {readonly Step[]} steps */
function announce(steps) {
  say('Etalon is about to install, once:');
  for (const { label, detail } of steps) say(`  ${label}: ${detail}`);
}

/**
 * @param {Survey} found
 * @param {readonly Step[]} steps
 */
function report({ packages, ffmpeg, whisper, vad }, steps) {
  say(`packages: ${packages}`);
  say(`ffmpeg: ${ffmpeg === undefined ? 'missing' : `${ffmpeg.version}, ${ffmpeg.file}`}`);
  for (const [role, model] of [
    ['speech model', whisper],
    ['speech finder', vad],
  ]) {
    say(`${role}: ${typeof model === 'object' ? `${model.file}, sha256 ${model.sha256}` : 'missing'}`);
  }
  if (steps.length > 0) process.exitCode = 1;
}
