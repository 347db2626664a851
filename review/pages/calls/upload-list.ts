import { signal } from '@preact/signals';
import type { Upload } from '../../contract/uploads.ts';
import { ask, sendRecording } from '../api.ts';

/** What is sent with a recording. */
export type Given = { readonly project: string; readonly operator: string; readonly direction: string };

/** A recording on its way: being sent from here, then as the server tells of it, or stopped by an error on the way. */
export type OnItsWay = {
  readonly key: number;
  readonly name: string;
  /** Of sending, 0–1. */
  readonly sent: number;
  readonly upload: Upload | null;
  readonly error: unknown;
  /** Asks or sends again after an error. */
  readonly again: () => void;
};

/** Kept while the reader goes to other pages: what was dropped goes on. */
export const onTheirWay = signal<readonly OnItsWay[]>([]);

const ASKED_EVERY_MS = 1000;
let keys = 0;

/** Sends recordings and follows each until it is scored, heard or failed. */
export function addRecordings(files: readonly File[], given: Given): void {
  for (const file of files) {
    const key = (keys += 1);
    const send = (): void => void sendAndFollow(key, file, given);
    onTheirWay.value = [{ key, name: file.name, sent: 0, upload: null, error: null, again: send }, ...onTheirWay.value];
    send();
  }
}

export function forget(key: number): void {
  onTheirWay.value = onTheirWay.value.filter((one) => one.key !== key);
}

export function isDone({ upload }: OnItsWay): boolean {
  return upload !== null && upload.state !== 'waiting' && upload.state !== 'hearing';
}

async function sendAndFollow(key: number, file: File, { project, operator, direction }: Given): Promise<void> {
  change(key, { error: null, sent: 0 });
  try {
    const query = { project, operator, direction, name: file.name };
    const upload = await sendRecording(query, file, (sent) => {
      change(key, { sent });
    });
    change(key, { sent: 1, upload, again: () => void follow(key, upload.uploadId) });
    await follow(key, upload.uploadId);
  } catch (error) {
    change(key, { error });
  }
}

/** Asks each second until nothing more will change; a lost connection leaves it to the reader to ask again. */
async function follow(key: number, uploadId: string): Promise<void> {
  change(key, { error: null });
  try {
    for (let one = find(key); one !== undefined && !isDone(one); one = find(key)) {
      await new Promise((resolve) => setTimeout(resolve, ASKED_EVERY_MS));
      change(key, { upload: await ask('upload', { params: { uploadId } }) });
    }
  } catch (error) {
    change(key, { error });
  }
}

function find(key: number): OnItsWay | undefined {
  return onTheirWay.peek().find((one) => one.key === key);
}

function change(key: number, changed: Partial<OnItsWay>): void {
  onTheirWay.value = onTheirWay.peek().map((one) => (one.key === key ? { ...one, ...changed } : one));
}
