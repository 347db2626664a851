import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../ingest/recordings/fetch-limits.ts';
import { onDisk } from '../on-disk.ts';

/** A recording as browsers play it. `tag`: equal tags, equal bytes; letters, digits and dashes. */
export type PlayableFile = { readonly path: string; readonly peaksPath: string; readonly tag: string };

/** Playable files of recordings, each made once; the folder is this process's alone. */
export type AudioCache = {
  /** The file of that tag, which counts as used now; null = it is not here. */
  readonly find: (tag: string) => Promise<PlayableFile | null>;
  /**
   * Takes in what `make` writes to the path it is given and answers as the peaks' JSON; nothing of it is to be found
   * before it is whole. What was used least recently goes when all of it grows beyond the limit; the newest file stays.
   * @throws EtalonError WORK_FOLDER_FULL, WORK_FOLDER_IO, and whatever `make` throws
   */
  readonly add: (tag: string, make: (path: string) => Promise<string>) => Promise<PlayableFile>;
};

const WAV = '.wav';
const PEAKS = '.json';
const UNFINISHED = '.part';

/** Opens the cache in `folder` and removes what a process that died left unfinished. */
export async function openAudioCache(folder: string, maxBytes: number): Promise<AudioCache> {
  await onDisk(async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const left = (await readdir(folder)).filter((name) => name.endsWith(UNFINISHED));
    await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
  });
  const fileOf = (tag: string): PlayableFile => {
    if (!/^[\w-]+$/.test(tag)) throw new TypeError('a tag that is no name of a file');
    return { path: join(folder, tag + WAV), peaksPath: join(folder, tag + PEAKS), tag };
  };
  const find: AudioCache['find'] = async (tag) => {
    const file = fileOf(tag);
    const now = new Date();
    try {
      await stat(file.peaksPath);
      await utimes(file.path, now, now);
      return file;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    }
  };
  const add: AudioCache['add'] = async (tag, make) => {
    const file = fileOf(tag);
    const unfinished = join(folder, `${tag}.${randomUUID()}${UNFINISHED}`);
    const unfinishedPeaks = `${unfinished}${PEAKS}${UNFINISHED}`;
    try {
      const peaks = await make(unfinished);
      await onDisk(async () => {
        await writeFile(unfinishedPeaks, peaks, { mode: 0o600 });
        // The peaks first: a file that can be played can be drawn.
        await rename(unfinishedPeaks, file.peaksPath);
        await rename(unfinished, file.path);
        await makeRoom(folder, maxBytes, tag);
      });
      return file;
    } finally {
      await Promise.all([unfinished, unfinishedPeaks].map((path) => rm(path, { force: true })));
    }
  };
  return { find, add };
}

/** Removes what was used least recently until the rest fits; a file being played is read to its end all the same. */
async function makeRoom(folder: string, maxBytes: number, keep: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(WAV));
  const files = await Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return { tag: name.slice(0, -WAV.length), size, mtimeMs };
    }),
  );
  let bytes = files.reduce((sum, { size }) => sum + size, 0);
  for (const { tag, size } of files.toSorted((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (bytes <= maxBytes) return;
    if (tag === keep) continue;
    await rm(join(folder, tag + WAV), { force: true });
    await rm(join(folder, tag + PEAKS), { force: true });
    bytes -= size;
  }
}
