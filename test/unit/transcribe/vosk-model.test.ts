import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bytesOfMs } from '../../../transcribe/pcm.ts';
import type { VoskModel, VoskRecogniser } from '../../../transcribe/vosk-library.ts';
import { recogniseVoskWindow } from '../../../transcribe/vosk-model.ts';

const WINDOW = { startMs: 0, endMs: 1_200 };
const HEARD = JSON.stringify({ text: 'да', result: [{ word: 'да', start: 0.1, end: 0.3, conf: 0.9 }] });
const SOUND: VoskRecogniser = {
  accept: () => Promise.resolve(true),
  result: () => HEARD,
  finalResult: () => JSON.stringify({ text: '' }),
  free: () => undefined,
};

function silence(): string {
  const folder = mkdtempSync(join(tmpdir(), 'etalon-vosk-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, 'call.pcm');
  writeFileSync(path, Buffer.alloc(bytesOfMs(WINDOW.endMs)));
  return path;
}

/** A model whose recognisers do as they are told; counts those that were made and each time that one was freed. */
function counted(of: Partial<VoskRecogniser>): { readonly model: VoskModel; readonly freed: number[] } {
  const freed: number[] = [];
  const model: VoskModel = {
    createRecogniser: () => {
      const nth = freed.push(0) - 1;
      const free = (): void => {
        freed[nth] = (freed[nth] ?? 0) + 1;
      };
      return { ...SOUND, ...of, free };
    },
    free: () => undefined,
  };
  return { model, freed };
}

describe('a window that Vosk hears', () => {
  it('has a recogniser of its own, which is freed once', async () => {
    const { model, freed } = counted({});
    const path = silence();
    await recogniseVoskWindow(model, path, WINDOW);
    const { text } = await recogniseVoskWindow(model, path, WINDOW);
    // A piece is half a second, and each was said to be complete.
    expect(text).toBe('да да да');
    expect(freed).toEqual([1, 1]);
  });

  it.for<readonly [string, Partial<VoskRecogniser>]>([
    ['cannot decode the sound', { accept: () => Promise.reject(new Error('no sound')) }],
    ['answers with no JSON', { result: () => '{"text": ' }],
    ['answers with another shape', { finalResult: () => JSON.stringify({ result: 'да' }) }],
  ])('frees the recogniser once when the library %s', async ([, of]) => {
    const { model, freed } = counted(of);
    await expect(recogniseVoskWindow(model, silence(), WINDOW)).rejects.toThrow();
    expect(freed).toEqual([1]);
  });

  it('frees the recogniser once when the samples are gone', async () => {
    const { model, freed } = counted({});
    await expect(recogniseVoskWindow(model, '/nowhere/call.pcm', WINDOW)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(freed).toEqual([1]);
  });
});
