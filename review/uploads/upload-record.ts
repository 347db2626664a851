import { z } from 'zod';
import type { Direction, EpochMs } from '../../ingest/call.ts';

/** What is told of an upload beside its bytes. */
export type UploadTold = {
  /** The file's name as its owner calls it. */
  readonly name: string;
  /** The account that brings it. */
  readonly by: string;
  /** An alias of the telephone system or an operatorId; '' when nobody says. */
  readonly operator: string;
  readonly direction: Direction;
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs;
};

const ID = /^[0-9a-f]{32}$/;
const NAME_MAX = 200;

/** The call of an upload; its recording has the same id. */
export function callIdOf(uploadId: string): string {
  return `upload-${uploadId}`;
}

export function isUploadId(text: string): boolean {
  return ID.test(text);
}

/**
 * The call record that is put beside the recording, a message like any other (ingest/contracts.ts). The call was
 * answered at once and lasted as long as its recording: nothing tells how long it rang.
 */
export function uploadRecord(uploadId: string, file: string, told: UploadTold): Readonly<Record<string, unknown>> {
  const startedAt = new Date(told.startedAt).toISOString();
  const callId = callIdOf(uploadId);
  return {
    schemaVersion: 1,
    type: 'call',
    callId,
    direction: told.direction,
    channel: 'voice',
    startedAt,
    answeredAt: startedAt,
    endedAt: new Date(told.endedAt).toISOString(),
    ...(told.operator === '' ? {} : { operator: told.operator }),
    recordings: [{ recordingId: callId, file, offsetMs: 0 }],
    attributes: { uploadName: shortened(told.name), uploadedBy: told.by },
  };
}

/** What the record of an upload says of whose it is; kept with the call as its attributes. */
export type UploadFacts = { readonly name: string; readonly by: string };

const attributes = z.object({ uploadName: z.string().default(''), uploadedBy: z.string().default('') });
const record = z.object({ attributes });

export function factsOfAttributes(told: Readonly<Record<string, string>>): UploadFacts {
  const { uploadName, uploadedBy } = attributes.parse(told);
  return { name: uploadName, by: uploadedBy };
}

/** Null for a file that is no record of an upload. */
export function factsOfRecord(json: unknown): UploadFacts | null {
  const parsed = record.safeParse(json);
  return parsed.success ? factsOfAttributes(parsed.data.attributes) : null;
}

/** Names come from browsers: no control characters, no end of them. */
function shortened(name: string): string {
  return name
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, NAME_MAX)
    .toWellFormed();
}
