import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reason } from '../../errors.ts';
import type { EpochMs } from '../../ingest/call.ts';
import type { Project } from '../../ingest/project.ts';
import type { AudioFormat } from '../../transcribe/audio-format.ts';
import { identifyAudio } from '../../transcribe/identify-audio.ts';
import { readBytes } from '../../transcribe/pcm.ts';
import { onDisk } from '../on-disk.ts';
import { Refused } from '../refused.ts';
import { callIdOf, uploadRecord, type UploadTold } from './upload-record.ts';

/** 200 MB: three hours of two channels of telephone audio. */
export const UPLOAD_MAX_BYTES = 200 * 1000 ** 2;

/** A recording that came whole, and its call record. `path` is in a folder of the destination's choice. */
export type UploadedFile = {
  readonly project: string;
  readonly path: string;
  /** How the recording is to be called: of letters, digits and dashes, with an ending by its format. */
  readonly fileName: string;
  readonly recordName: string;
  readonly record: Readonly<Record<string, unknown>>;
};

/** Where uploads go. For the inbox: into-inbox.ts. */
export type UploadTo = {
  /** Where the bytes of a project's upload lie while they come: on the disk they are to stay on. */
  readonly folder: (project: string) => string;
  /** Hands the file over; it is no longer the caller's. Throws when that failed: then nothing of it is left. */
  readonly put: (file: UploadedFile) => Promise<void>;
};

export type UploadParts = {
  readonly to: UploadTo;
  /** ms; a reason when it cannot be decoded after all. */
  readonly lengthOf: (path: string, format: AudioFormat) => Promise<number | Reason>;
  readonly now: () => EpochMs;
  readonly maxBytes?: number;
};

/** `startedAt` null: the call ended just now. */
export type UploadRequest = Omit<UploadTold, 'startedAt' | 'endedAt'> & {
  readonly startedAt: EpochMs | null;
  readonly project: Project;
  readonly body: ReadableStream<Uint8Array>;
  /** As the request says, null when it does not. */
  readonly lengthBytes: number | null;
};

const ENDINGS: Readonly<Record<AudioFormat['kind'], string>> = {
  wav: 'wav',
  mp3: 'mp3',
  ogg: 'ogg',
  flac: 'flac',
  mp4: 'm4a',
  amr: 'amr',
  au: 'au',
  raw: 'raw',
};

/**
 * Takes an upload to where recordings are heard from, and answers its id. What is cut off, too large or no audio leaves
 * nothing behind.
 * @throws Refused UPLOAD_TOO_LARGE as soon as it is known, UPLOAD_NOT_AUDIO with the reason's code; EtalonError
 * WORK_FOLDER_FULL, WORK_FOLDER_IO; whatever the body fails with when its sender goes away
 */
export async function takeUpload(request: UploadRequest, parts: UploadParts): Promise<string> {
  const { project, body } = request;
  const { to, maxBytes = UPLOAD_MAX_BYTES } = parts;
  const uploadId = randomUUID().replaceAll('-', '');
  const folder = to.folder(project.id);
  const path = join(folder, unfinishedName(uploadId));
  try {
    if ((request.lengthBytes ?? 0) > maxBytes) throw new Refused('UPLOAD_TOO_LARGE', { maxBytes });
    await onDisk(() => mkdir(folder, { recursive: true }));
    const sizeBytes = await received(body, path, maxBytes);
    const { format, durationMs } = await heardAs(path, sizeBytes, project, parts);
    const callId = callIdOf(uploadId);
    const fileName = `${callId}.${ENDINGS[format.kind]}`;
    const startedAt = request.startedAt ?? parts.now() - durationMs;
    const record = uploadRecord(uploadId, fileName, { ...request, startedAt, endedAt: startedAt + durationMs });
    await to.put({ project: project.id, path, fileName, recordName: `${callId}.json`, record });
    return uploadId;
  } finally {
    // Of what failed the first fault is told; the next start removes what is left.
    await Promise.allSettled([body.cancel(), rm(path, { force: true })]);
  }
}

async function heardAs(
  path: string,
  size: number,
  project: Project,
  { lengthOf }: UploadParts,
): Promise<{ readonly format: AudioFormat; readonly durationMs: number }> {
  const read = (offset: number, length: number): Uint8Array => readBytes(path, offset, length);
  const found = identifyAudio({ size, read }, project.recordings.withoutHeader);
  if (found.kind === 'refused') throw notAudio(found.reason);
  const durationMs = await lengthOf(path, found.format);
  if (typeof durationMs !== 'number') throw notAudio(durationMs);
  return { format: found.format, durationMs };
}

function notAudio({ code }: Reason): Refused {
  return new Refused('UPLOAD_NOT_AUDIO', { why: code });
}

/** The inbox leaves hidden and unfinished files alone. */
function unfinishedName(uploadId: string): string {
  return `.${callIdOf(uploadId)}.part`;
}

const UNFINISHED = /^\.upload-[0-9a-f]{32}(?:\.json)?\.part$/;

/** Whether a file is one that an upload left behind whose process died. */
export function isUnfinished(name: string): boolean {
  return UNFINISHED.test(name);
}

/** Writes the body to a new file, on the disk when it returns. */
async function received(body: ReadableStream<Uint8Array>, path: string, maxBytes: number): Promise<number> {
  const file = await onDisk(() => open(path, 'wx', 0o640));
  try {
    const sizeBytes = await copied(body, file, maxBytes);
    await onDisk(() => file.sync());
    return sizeBytes;
  } finally {
    await file.close();
  }
}

/** Leaving the loop early ends the body. */
async function copied(body: ReadableStream<Uint8Array>, file: FileHandle, maxBytes: number): Promise<number> {
  let sizeBytes = 0;
  for await (const piece of body) {
    sizeBytes += piece.length;
    if (sizeBytes > maxBytes) throw new Refused('UPLOAD_TOO_LARGE', { maxBytes });
    await onDisk(() => file.writeFile(piece));
  }
  return sizeBytes;
}
