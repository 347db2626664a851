import { BROWSER_BYTES, installBrowser } from './browser.js';
import { FETCHED, installFfmpeg } from './ffmpeg.js';
import { nameOf } from './model-source.js';
import { obtainModel, readManifest } from './models.js';
import { installPackages, packageCount } from './packages.js';
import { buildPages } from './pages.js';
import { megabytes } from './say.js';

/** @typedef {import('./places.js').Places} Places */
/** @typedef {import('./survey.js').Survey} Survey */
/** @typedef {{ readonly label: string, readonly detail: string, readonly work: () => Promise<unknown> }} Step */

/** On disk after `npm ci`, measured: most of it is the ClickHouse engine and Node. */
const PACKAGES_BYTES = 1_200_000_000;

/**
 * @param {Survey} found
 * @param {Places} places
 * @returns {Step[]} in the order in which they are done: the packages build the pages
 */
export function missing(found, places) {
  const show = process.stderr.isTTY;
  const models = readManifest().filter((model) => found[model.role] === undefined);
  return [
    ...(found.packages === 'fresh' ? [] : [packagesStep(places)]),
    ...(found.pages === 'absent' || found.pages === 'stale' ? [pagesStep(places)] : []),
    ...(found.ffmpeg === undefined ? [ffmpegStep(places, show)] : []),
    ...(found.isBrowserNeeded && found.browser === undefined ? [browserStep(show)] : []),
    ...models.map((model) => ({
      label: model.file,
      detail: `${model.what}, ${megabytes(model.bytes)}, ${model.licence}, from ${model.sources.map(nameOf).join(', else ')}, to ${places.models}`,
      work: () => obtainModel(model, places, show),
    })),
  ];
}

/**
 * @param {Places} places
 * @returns {Step}
 */
export function packagesStep({ root }) {
  return {
    label: 'packages',
    detail: `${packageCount(root)} packages of package-lock.json, Node 24 among them, ${megabytes(PACKAGES_BYTES)}, by npm ci, to node_modules`,
    work: () => installPackages(root, process.stderr.isTTY),
  };
}

/**
 * @param {Places} places
 * @returns {Step}
 */
export function pagesStep({ root }) {
  return {
    label: 'pages',
    detail: 'the review app, below 5 MB, built of review/pages by vite, which is one of the packages, to review/built',
    work: () => buildPages(root),
  };
}

/**
 * @param {Places} places
 * @param {boolean} show
 * @returns {Step}
 */
function ffmpegStep(places, show) {
  return {
    label: 'ffmpeg',
    detail: `reads recordings, ${megabytes(FETCHED.bytes)}, GPL, a program apart, from PyPI ${FETCHED.wheel}, else Debian's package, to ${places.bin}`,
    work: () => installFfmpeg(places, show),
  };
}

/**
 * @param {boolean} show
 * @returns {Step}
 */
function browserStep(show) {
  return {
    label: 'browser',
    detail: `Chromium and a font with Cyrillic letters, for tests only, ${megabytes(BROWSER_BYTES)} and the libraries it needs, BSD, a program apart, Debian's packages`,
    work: () => installBrowser(process.env, show),
  };
}
