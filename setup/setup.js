/**
 * What the two commands need before Node 24 and the packages are there. Plain JavaScript for any Node from 20 on, run by
 * the pre-scripts of package.json; must not import a package. What runs after it needs the Node of `engines`, which
 * node-version.js asks for: on Linux x64 the packages bring it.
 */
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readInstalled, writeInstalled } from './installed.js';
import { withLock } from './lock.js';
import { requireNode } from './node-version.js';
import { packagesState } from './packages.js';
import { pagesState } from './pages.js';
import { placesOf } from './places.js';
import { say } from './say.js';
import { reasonOf, sentenceOf, SetupError } from './setup-error.js';
import { missing, packagesStep, pagesStep } from './steps.js';
import { survey, takeModelFile } from './survey.js';

/** @typedef {import('./survey.js').Survey} Survey */
/** @typedef {import('./steps.js').Step} Step */

const HELP = `npm run setup -- [options]    installs what Etalon needs, once

  --check             only report what is there and what is missing (exit code 1)
  --quiet             say nothing when everything is there
  --packages-only     packages and Node, without pages, ffmpeg and models
  --pages-only        only build the pages of the review app; the packages must be there
  --browser           also the browser that npm test needs
  --model-file PATH   use this whisper.cpp model from now on; also ETALON_MODEL_FILE
  --default-model     use Etalon's own model again

  ETALON_CACHE        where ffmpeg and the models are kept (default: ~/.cache/etalon)
  FFMPEG_BIN          an ffmpeg of your own
  CHROMIUM_BIN        a Chromium of your own, for npm test`;

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
  else if (options['pages-only']) await ensurePages();
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
        'pages-only': { type: 'boolean' },
        browser: { type: 'boolean' },
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
  const found = await look(earlier, chosen);
  const steps = missing(found, places);

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

/**
 * @param {Partial<import('./installed.js').Installed>} earlier
 * @param {string | undefined} chosen
 */
function look(earlier, chosen) {
  return survey(places, process.env, earlier, { chosen, isBrowserNeeded: options.browser === true });
}

async function ensurePackages() {
  if (packagesState(places.root) !== 'fresh') {
    announce([packagesStep(places)]);
    await withLock(
      places.lock,
      async () => {
        if (packagesState(places.root) !== 'fresh') await take(packagesStep(places));
      },
      say,
    );
  }
  await requireNode(places.root);
}

async function ensurePages() {
  const isDue = () => ['absent', 'stale'].includes(pagesState(places.root));
  const build = async () => {
    if (isDue()) await take(pagesStep(places));
  };
  if (isDue()) await withLock(places.lock, build, say);
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
  for (const step of missing(await look(earlier, chosen), places)) await take(step);
  await requireNode(places.root);
  await record(await look(earlier, chosen));
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
async function record({ ffmpeg, browser, whisper, vad, chosen }) {
  if (ffmpeg === undefined || whisper === undefined || vad === undefined) {
    throw new SetupError('What was just installed is gone again: run the same command again.');
  }
  const own = { ...(browser === undefined ? {} : { browser }), ...(chosen === undefined ? {} : { chosen }) };
  await writeInstalled(places.installed, { schemaVersion: 1, ffmpeg, whisper, vad, ...own });
}

/** @param {readonly Step[]} steps */
function announce(steps) {
  const isBuild = steps.every(({ label }) => label === 'pages');
  say(isBuild ? 'Etalon is about to build:' : 'Etalon is about to install, once:');
  for (const { label, detail } of steps) say(`  ${label}: ${detail}`);
}

/**
 * @param {Survey} found
 * @param {readonly Step[]} steps
 */
function report({ packages, pages, ffmpeg, browser, isBrowserNeeded, whisper, vad }, steps) {
  say(`packages: ${packages}`);
  say(`pages: ${pages}`);
  say(`ffmpeg: ${programLine(ffmpeg)}`);
  if (isBrowserNeeded) say(`browser: ${programLine(browser)}`);
  for (const [role, model] of [
    ['speech model', whisper],
    ['speech finder', vad],
  ]) {
    say(`${role}: ${typeof model === 'object' ? `${model.file}, sha256 ${model.sha256}` : 'missing'}`);
  }
  if (steps.length > 0) process.exitCode = 1;
}

/** @param {import('./program.js').Program | undefined} program */
function programLine(program) {
  return program === undefined ? 'missing' : `${program.version}, ${program.file}`;
}
