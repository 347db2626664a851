import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { NONCE_PLACE } from '../page-files.ts';

/** A language is a JSON file that is fetched when it is spoken: words are data, and no reader's browser runs them. */
const wordFiles: Plugin = {
  name: 'words',
  load(id) {
    const folder = /^(.*\/words\/\w\w)\.ts$/.exec(id)?.[1];
    if (folder === undefined || !existsSync(folder)) return null;
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    const words: unknown = Object.fromEntries(
      files.map((name): [string, unknown] => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]),
    );
    const source = JSON.stringify(words);
    const file = this.emitFile({ type: 'asset', name: `words-${folder.slice(-2)}.json`, source });
    return `export const words = await (await fetch(import.meta.ROLLUP_FILE_URL_${file})).json();`;
  },
};

/**
 * The pages as files under ../built, which the review server serves and setup/pages.js keeps up to date. All of them
 * pass a content security policy without 'unsafe-inline' and without data: URLs. A module that is imported on demand
 * becomes a file of its own: a reader fetches the pages that they open.
 */
export default defineConfig({
  root: import.meta.dirname,
  appType: 'spa',
  plugins: [wordFiles],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // The server puts the nonce of its answer there: styles that are made in the browser carry it.
  html: { cspNonce: NONCE_PLACE },
  build: {
    outDir: '../built',
    // What an earlier build left would be served next to this one: names carry the hash of their content.
    emptyOutDir: true,
    // Browsers since the end of 2023.
    target: ['chrome120', 'edge120', 'firefox121', 'safari17.2'],
    manifest: 'manifest.json',
    // The licences of what is bundled have to travel with it.
    license: { fileName: 'licenses.md' },
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
  },
});
