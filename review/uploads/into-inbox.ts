import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onDisk } from '../on-disk.ts';
import { isUnfinished, type UploadedFile, type UploadTo } from './take-upload.ts';

/**
 * Uploads into the inbox folder, where the lines find them. What a process that died left of unfinished ones is removed.
 * The record comes first: a recording whose record has just been written waits for it, so that it is never taken for a
 * call of its own.
 */
export async function uploadsIntoInbox(inboxDir: string, projects: readonly string[]): Promise<UploadTo> {
  const folder = (project: string): string => join(inboxDir, project);
  await Promise.all(projects.map((project) => sweep(folder(project))));
  return {
    folder,
    put: async ({ project, path, fileName, recordName, record }: UploadedFile) => {
      const recordPath = join(folder(project), recordName);
      const unfinished = join(folder(project), `.${recordName}.part`);
      try {
        await onDisk(async () => {
          await writeFile(unfinished, `${JSON.stringify(record, null, 2)}\n`, { flag: 'wx', mode: 0o640, flush: true });
          await rename(unfinished, recordPath);
          await rename(path, join(folder(project), fileName));
        });
      } catch (error) {
        await Promise.allSettled([unfinished, recordPath].map((left) => rm(left, { force: true })));
        throw error;
      }
    },
  };
}

async function sweep(folder: string): Promise<void> {
  // A project without a folder has had no upload.
  const names = await readdir(folder).catch(() => []);
  await Promise.all(names.filter(isUnfinished).map((name) => rm(join(folder, name), { force: true })));
}
