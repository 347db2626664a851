import { defineConfig } from 'vite';
import { NONCE_PLACE } from '../page-files.ts';

/**
 * The pages as files under ../built, which the review server serves and setup/pages.js keeps up to date. All of them
 * pass a content security policy without 'unsafe-inline' and without data: URLs. A module that is imported on demand
 * (`import('./words/uk.ts')`) becomes a file of its own: a reader fetches one language, not five.
 */
export default defineConfig({
  root: import.meta.dirname,
  appType: 'spa',
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
