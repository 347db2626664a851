import { posix } from 'node:path';
import { LANGUAGES, type Language, type Project } from '../project.ts';
import { readRecordingName } from '../recordings/recording-name.ts';
import type { Speaker } from '../transcript.ts';
import { readCues, type Cues, type Spoken } from './cues.ts';
import { mismatch, type RecordOf, type Translated } from './format.ts';

/**
 * A finished transcript as timed text, WebVTT or SRT, as a `transcript` message. Whose it is: the headers callId,
 * recordingId and language of a message, lines of that name below WEBVTT, the CDR beside the file, else the file's name,
 * as with recordings. Without a language told it is `name.uk.vtt`'s, else the project's first.
 */
export function transcriptMessages(text: string, of: RecordOf): Translated {
  const cues = readCues(text, { header: of.format === 'webvtt' });
  if (!cues.ok) {
    const { line, problem } = cues;
    return { ok: false, reason: { code: 'TRANSCRIPT_INVALID', params: { file: of.file, line, problem } } };
  }
  const owner = ownerOf(of, cues.metadata);
  if (owner === null) {
    const problem = 'is told neither by a header nor by a line below WEBVTT';
    return mismatch(of, { field: 'callId', problem });
  }
  const roles = rolesOf(of);
  const message = {
    schemaVersion: 1,
    type: 'transcript',
    callId: owner.callId,
    recordingId: owner.recordingId,
    eventId: `${of.format}:${owner.recordingId}`,
    language: owner.language,
    startedAt: owner.startedAt,
    utterances: cues.spoken.map((spoken) => utteranceOf(spoken, roles)),
  };
  return { ok: true, messages: [message] };
}

type Owner = {
  readonly callId: string;
  readonly recordingId: string;
  readonly language: string;
  readonly startedAt: number | null;
};

function ownerOf(of: RecordOf, metadata: Extract<Cues, { ok: true }>['metadata']): Owner | null {
  const { project, headers, file } = of;
  const told = (name: string): string | undefined => headers[name] ?? metadata.get(name.toLowerCase());
  const isFile = /\.[a-z]{2,5}$/i.test(file);
  const { name, spoken, read } = nameOf(file, project);
  const callId = told('callId') ?? of.beside ?? (isFile ? callOfName(file, project) : '');
  if (callId === '') return null;
  return {
    callId,
    recordingId: told('recordingId') ?? (isFile ? name : callId),
    language: told('language') ?? spoken ?? project.languages[0] ?? 'en',
    startedAt: isFile ? (read?.startedAt ?? null) : null,
  };
}

/** The call that the name of a transcript's file gives it, where nothing better tells whose it is. */
export function callOfName(file: string, project: Project): string {
  const { name, read } = nameOf(file, project);
  return read?.callId ?? name;
}

type Named = {
  readonly name: string;
  readonly spoken: Language | undefined;
  readonly read: ReturnType<typeof readRecordingName>;
};

function nameOf(file: string, project: Project): Named {
  const [, stem = '', suffix = ''] = /^(.+?)(?:\.([a-z]{2}))?$/.exec(posix.parse(file).name) ?? [];
  const spoken = LANGUAGES.find((language) => language === suffix);
  const name = spoken === undefined && suffix !== '' ? `${stem}.${suffix}` : stem;
  return { name, spoken, read: readRecordingName(name, project) };
}

/** Names of voices in small letters. */
type Roles = { readonly operator: readonly string[]; readonly customer: readonly string[] };

const OPERATOR =
  /^(?:agent|operator|advisor|manager|consultant|support|оператор|агент|менеджер|консультант|konsultant|doradca)/;
const CUSTOMER = /^(?:customer|client|caller|клиент|клієнт|абонент|покупатель|покупець|klient|звънящ)/;

/** A project names voices in its rule for these files, several parted by `|`: `columns: { operator: "Speaker 1" }`. */
function rolesOf({ columns }: RecordOf): Roles {
  const names = (role: string): readonly string[] =>
    String(columns[role] ?? '')
      .toLowerCase()
      .split('|')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  return { operator: names('operator'), customer: names('customer') };
}

function utteranceOf(spoken: Spoken, roles: Roles): Readonly<Record<string, unknown>> {
  const { startMs, endMs } = spoken;
  const told = speakerOf(spoken.voice, roles);
  const [prefix = '', name = ''] = spoken.voice === '' ? (/^([^:<>]{1,40}):\s+/.exec(spoken.text) ?? []) : [];
  const before = speakerOf(name, roles);
  // What stands before a colon is a name only if it names one of the two.
  const named = before !== 'unknown';
  return {
    speaker: named ? before : told,
    startMs,
    endMs,
    text: named ? spoken.text.slice(prefix.length) : spoken.text,
  };
}

function speakerOf(voice: string, { operator, customer }: Roles): Speaker {
  const name = voice.trim().toLowerCase();
  if (name === '') return 'unknown';
  if (operator.includes(name)) return 'operator';
  if (customer.includes(name)) return 'customer';
  return OPERATOR.test(name) ? 'operator' : CUSTOMER.test(name) ? 'customer' : 'unknown';
}
