import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

/** The built pages: a file of theirs, or for every page's address the one HTML they start from. */
export type PageFiles = (path: string, nonce: string) => Response;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
/** Names with a hash never change what they hold. */
const FOREVER = 'public, max-age=31536000, immutable';
/** Where the build leaves room for the nonce of an answer. */
export const NONCE_PLACE = 'NONCE_OF_THE_ANSWER';

/** Reads the folder once: a few hundred KB, and no path of a request ever reaches the disk. */
export function pageFilesOf(folder: string): PageFiles {
  const files = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && TYPES[extname(entry.name)] !== undefined)
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return [file.slice(folder.length).replaceAll('\\', '/'), readFileSync(file)] as const;
      }),
  );
  const html = (files.get('/index.html') ?? Buffer.alloc(0)).toString();
  return (path, nonce) => {
    const bytes = path === '/index.html' ? undefined : files.get(path);
    if (bytes !== undefined)
      return new Response(new Uint8Array(bytes), {
        headers: {
          'content-type': TYPES[extname(path)] ?? '',
          'cache-control': path.startsWith('/assets/') ? FOREVER : 'no-cache',
        },
      });
    // A file that is not there is not a page: an old tab asks for scripts of an older build.
    if (extname(path) !== '' && path.startsWith('/assets/')) return new Response('not found\n', { status: 404 });
    return new Response(html.replaceAll(NONCE_PLACE, nonce), {
      headers: { 'content-type': TYPES['.html'] ?? '', 'cache-control': 'no-store' },
    });
  };
}
