import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './compose-service.ts';
import { admittedBy } from './dockerfile.ts';

const root = join(import.meta.dirname, '..', '..');

/** A file of the repository; throws when there is none. */
export const text = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The repository as it is, with some files written over. */
export function repository(version: string, changed: Readonly<Record<string, string>> = {}): Repository {
  const ignored = text('.gitignore').replace(/^(!?)\/?(.*?)\/?$/gm, '$1$2');
  const isFolder = (path: string): boolean => existsSync(join(root, path)) && statSync(join(root, path)).isDirectory();
  return {
    version,
    read: (path) => changed[path] ?? (existsSync(join(root, path)) && !isFolder(path) ? text(path) : null),
    isFolder,
    filesIn: (folder) =>
      readdirSync(join(root, folder), { recursive: folder !== '.', withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
    isIgnored: (path) => !admittedBy(ignored)(path),
    settings: settings(),
  };
}

/** The repository with one place of a file changed. Throws when the place is not there: nothing would be planted. */
export function planted(version: string, path: string, from: string, to: string): Repository {
  const before = text(path);
  if (!before.includes(from)) throw new Error(`${path} does not hold: ${from}`);
  return repository(version, { [path]: before.replace(from, () => to) });
}

/** Names in the zod object of config.ts, and those that may come as NAME_FILE. */
function settings(): ReadonlySet<string> {
  const source = text('config.ts');
  const [, object = ''] = /const environment = z\s*\.object\(\{\n([\s\S]*?)\n {2}\}\)/.exec(source) ?? [];
  const [, files = ''] = /const FROM_FILES = \[([^\]]*)\]/.exec(source) ?? [];
  const names = [...object.matchAll(/^ {4}([A-Z][A-Z0-9_]*):/gm)].map(([, name]) => name ?? '');
  const fromFiles = [...files.matchAll(/'(\w+)'/g)].map(([, name]) => `${name ?? ''}_FILE`);
  return new Set([...names, ...fromFiles]);
}
