import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reason } from '../../errors.ts';
import { FORMATS } from '../formats/formats.ts';
import { formatOfFile, type FileFormat } from '../imports.ts';
import type { Project } from '../project.ts';

export type InboxFile = {
  readonly project: Project;
  /** Relative to the inbox, '/' between folders; its first part is the project. */
  readonly path: string;
  readonly absolutePath: string;
  /** `log`: lines of a foreign format, which grow; `message`: JSON of ours, or a whole file of a foreign format. */
  readonly kind: 'message' | 'log' | 'recording';
  /** The foreign format it holds; null = none. */
  readonly format: FileFormat | null;
  readonly inode: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
};

/** What lies in the inbox and what in it cannot be looked at, and why. */
export type InboxListing = {
  readonly files: readonly InboxFile[];
  readonly notices: readonly { readonly path: string; readonly reason: Reason }[];
};

/**
 * Lists the inbox: a folder below it is a project. Names decide only between logs, messages and the rest; whether the
 * rest is audio is told by its bytes. Hidden files and unfinished uploads (.part, .tmp) are left alone, links never followed.
 */
export async function listInbox(root: string, projects: ReadonlyMap<string, Project>): Promise<InboxListing> {
  const files: InboxFile[] = [];
  const notices: { path: string; reason: Reason }[] = [];
  for (const entry of await readdir(root, { withFileTypes: true })) {
    if (isLeftAlone(entry.name)) continue;
    const project = projects.get(entry.name);
    if (!entry.isDirectory())
      notices.push({ path: entry.name, reason: { code: 'INBOX_FILE_OUTSIDE_PROJECT', params: { file: entry.name } } });
    else if (project === undefined)
      notices.push({ path: entry.name, reason: { code: 'INBOX_PROJECT_UNKNOWN', params: { folder: entry.name } } });
    else files.push(...(await listFolder(root, entry.name, project)));
  }
  return { files, notices };
}

async function listFolder(root: string, folder: string, project: Project): Promise<InboxFile[]> {
  const found: InboxFile[] = [];
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (isLeftAlone(entry.name)) continue;
    if (entry.isDirectory()) found.push(...(await listFolder(root, path, project)));
    else if (entry.isFile()) found.push(...(await describeFile(root, path, project)));
  }
  return found;
}

async function describeFile(root: string, path: string, project: Project): Promise<InboxFile[]> {
  const absolutePath = join(root, path);
  try {
    const format = formatOfFile(path, project.imports);
    const stamp = stampOf(await lstat(absolutePath, { bigint: true }));
    return [{ project, path, absolutePath, kind: kindOf(path, format), format, ...stamp }];
  } catch {
    // Gone between listing and looking: a rotation or a clean-up. The next look finds what is there then.
    return [];
  }
}

/** By what a file is known to be the same and unchanged. */
export type FileStamp = Pick<InboxFile, 'inode' | 'sizeBytes' | 'modifiedAtMs'>;

export function stampOf({ ino, size, mtimeNs }: BigIntStats): FileStamp {
  return { inode: ino.toString(), sizeBytes: Number(size), modifiedAtMs: Number(mtimeNs / 1_000_000n) };
}

export function isSameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.inode === b.inode && a.sizeBytes === b.sizeBytes && a.modifiedAtMs === b.modifiedAtMs;
}

/** What a file is taken for by its name; whether the rest is audio is told by its bytes. */
export function kindOf(path: string, format: FileFormat | null): InboxFile['kind'] {
  if (format !== null) return FORMATS[format.name].kind === 'lines' ? 'log' : 'message';
  return path.toLowerCase().endsWith('.json') ? 'message' : 'recording';
}

function isLeftAlone(name: string): boolean {
  return name.startsWith('.') || /\.(part|tmp)$/i.test(name);
}

/** The path of an inbox uri; '' when it names something else. */
export function inboxPath(uri: string): string {
  return uri.startsWith('inbox:') ? uri.slice('inbox:'.length) : '';
}

/** The path without its ending: what a recording and the CDR beside it have in common. */
export function stemOf(path: string): string {
  return path.replace(/\.[^./]*$/, '');
}

/** How an inbox file is named in events, rows and messages. */
export function inboxUri(path: string): string {
  return `inbox:${path}`;
}
