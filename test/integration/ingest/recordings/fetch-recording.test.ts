import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { CONTENT, fetchWith, NAME, outcome, place, sourcesFile, thrown } from './recording-server.ts';

describe('a file below a root', () => {
  const root = (): string => join(place.base, 'monitor');
  const sources = (): string => sourcesFile(`file: ${root()}`);
  const uriOf = (name: string): string => `file://${root()}/${name}`;

  beforeEach(async () => {
    await mkdir(join(root(), '2026'), { recursive: true });
    await writeFile(join(root(), '2026', NAME), CONTENT);
  });

  it('is taken where it lies', async () => {
    const path = join(root(), '2026', NAME);
    await utimes(path, 1_772_445_600, 1_772_445_600);
    expect(await fetchWith(sources(), uriOf(`2026/${encodeURIComponent(NAME)}`))).toEqual({
      kind: 'here',
      path,
      sizeBytes: CONTENT.length,
      modifiedAtMs: 1_772_445_600_000,
    });
    expect(await readdir(place.folder)).toEqual([]);
  });

  it('is absent while it is not there, or empty', async () => {
    await writeFile(join(root(), 'new.wav'), '');
    expect(await outcome(fetchWith(sources(), uriOf('none.wav')))).toBe('absent AUDIO_MISSING');
    expect(await outcome(fetchWith(sources(), uriOf(`2026/${NAME}/below.wav`)))).toBe('absent AUDIO_MISSING');
    expect(await outcome(fetchWith(sources(), uriOf('new.wav')))).toBe('absent AUDIO_MISSING');
  });

  it('is refused outside the root, and where no root is named at all', async () => {
    await writeFile(join(place.base, NAME), CONTENT);
    const outside = `file://${place.base}/${NAME}`;
    expect(await outcome(fetchWith(sources(), outside))).toBe('refused RECORDING_URI_REFUSED not-listed');
    expect(await outcome(fetchWith(sourcesFile(), outside))).toBe('refused RECORDING_URI_REFUSED not-listed');
    for (const up of ['..', '%2e%2e', '%252e%252e'])
      expect(await outcome(fetchWith(sources(), uriOf(`${up}/${NAME}`)))).toBe(
        'refused RECORDING_URI_REFUSED traversal',
      );
  });

  it('is refused through a link, in whatever part of its path and wherever that leads', async () => {
    await writeFile(join(place.base, NAME), CONTENT);
    await symlink(join(place.base, NAME), join(root(), 'outside.wav'));
    await symlink(join(root(), '2026', NAME), join(root(), 'inside.wav'));
    await symlink(join(place.base, 'none'), join(root(), 'dangling.wav'));
    await symlink(join(root(), '2026'), join(root(), 'latest'));
    for (const name of ['outside.wav', 'inside.wav', 'dangling.wav', `latest/${NAME}`])
      expect(await outcome(fetchWith(sources(), uriOf(name)))).toBe('refused RECORDING_URI_REFUSED symlink');
  });

  it('is taken when only the root is reached through a link', async () => {
    await symlink(root(), join(place.base, 'link'));
    const got = await fetchWith(sourcesFile(`file: ${place.base}/link`), `file://${place.base}/link/2026/${NAME}`);
    expect(got).toMatchObject({ kind: 'here', path: join(root(), '2026', NAME) });
  });

  it('is refused when it is a pipe or a folder, which would be read without end or not at all', async () => {
    execFileSync('mkfifo', [join(root(), 'pipe.wav')]);
    expect(await outcome(fetchWith(sources(), uriOf('pipe.wav')))).toBe('refused RECORDING_URI_REFUSED not-a-file');
    expect(await outcome(fetchWith(sources(), uriOf('2026')))).toBe('refused RECORDING_URI_REFUSED not-a-file');
  });

  it('is refused when it is too large, or no name a disk could hold', async () => {
    const small = `${sources()}maxBytes: 5`;
    expect(await outcome(fetchWith(small, uriOf(`2026/${NAME}`)))).toBe('refused RECORDING_TOO_LARGE');
    expect(await outcome(fetchWith(sources(), uriOf('a'.repeat(300))))).toBe('refused RECORDING_URI_REFUSED malformed');
  });

  it('is waited for when the root itself is not there: a disk that is not mounted', async () => {
    await rm(root(), { recursive: true });
    expect(await thrown(fetchWith(sources(), uriOf(`2026/${NAME}`)))).toBe('RECORDING_SOURCE_AWAY ENOENT');
  });
});
