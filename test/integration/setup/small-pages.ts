import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const HERE = join(import.meta.dirname, '../../..');
const SETTINGS = ['tsconfig.json', 'review/page-files.ts', 'review/pages/tsconfig.json', 'review/pages/vite.config.ts'];
/** What a small review app is made of: a page, a language on demand, a picture, a style, a contract with the server. */
const SOURCES = {
  'review/contract/calls.ts': `export const HEADING = 'Calls of today';\n`,
  'review/pages/index.html': `<!doctype html><html lang="en"><head><title>Calls</title></head><body>
    <div id="app"></div><script type="module" src="/main.tsx"></script></body></html>\n`,
  'review/pages/main.tsx': `import { render } from 'preact';
    import { HEADING } from '../contract/calls.ts';
    import picture from './dot.svg';
    import './style.css';
    void import('./words/uk.ts').then(({ word }) => {
      render(<h1 title={word}>{HEADING}<img alt="" src={picture} /></h1>, document.body);
    });\n`,
  'review/pages/words/uk.ts': `export const word = 'Дзвінки';\n`,
  'review/pages/style.css': 'h1 { & img { width: 1em } }\n',
  'review/pages/dot.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>\n',
} as const;

/** Gives a checkout this review app, to be built by the real settings with the real vite. */
export async function addPages(root: string): Promise<void> {
  for (const [path, text] of Object.entries(SOURCES)) await writeSource(root, path, text);
  for (const path of SETTINGS) await cp(join(HERE, path), join(root, path));
  for (const name of ['vite', 'preact'])
    await symlink(join(HERE, 'node_modules', name), join(root, 'node_modules', name));
}

export async function writeSource(root: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
