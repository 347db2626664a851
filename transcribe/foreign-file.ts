import { latin } from './audio-format.ts';

/** Sound in containers that are not opened, by how their first bytes begin; a person knows them by these names. */
const OTHER_SOUND: readonly (readonly [magic: string, name: string])[] = [
  ['FORM', 'AIFF'],
  ['caff', 'CAF'],
  ['RIFX', 'RIFX'],
  ['\x1a\x45\xdf\xa3', 'WebM or Matroska'],
  ['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'WMA (ASF)'],
  ['riff\x2e\x91\xcf\x11', 'Wave64'],
];
/** What is no recording at all. A rule for bytes without a header must not make noise of it. */
const NO_SOUND: readonly string[] = [
  'RIFF',
  'PK\x03\x04',
  '%PDF',
  '\x1f\x8b\x08',
  'Rar!',
  '7z\xbc\xaf',
  'BZh',
  '\x28\xb5\x2f\xfd',
  '\x89PNG',
  'GIF8',
  '\x7fELF',
  'MZ\x90\x00',
  'SQLite format 3',
  '\xd0\xcf\x11\xe0',
];
const JPEG = /^\xff\xd8\xff[\xe0\xe1\xdb].{2}(?:JFIF|Exif)/s;
const HEAD_BYTES = 512;
/** Text holds many different characters; silence may be one byte that happens to be a letter (A-law: U). */
const LETTERS_OF_TEXT = 6;

/** A container of sound that Etalon does not open, by its name; null when the bytes begin like none of them. */
export function otherSound(head: Uint8Array): string | null {
  const begins = latin(head, 0, 16);
  return OTHER_SOUND.find(([magic]) => begins.startsWith(magic))?.[1] ?? null;
}

/** Whether bytes without a known header are surely no sound: an archive, a picture, a program, a text. */
export function isNoSound(head: Uint8Array): boolean {
  const begins = latin(head, 0, 32);
  return (
    NO_SOUND.some((magic) => begins.startsWith(magic)) || JPEG.test(begins) || isText(head.subarray(0, HEAD_BYTES))
  );
}

function isText(head: Uint8Array): boolean {
  if (new Set(head).size < LETTERS_OF_TEXT) return false;
  // A character may be cut in two where the head ends.
  const text = new TextDecoder().decode(head).replace(/\ufffd{1,3}$/u, '');
  return !/[\u0000-\u0008\u000e-\u001f\u007f\ufffd]/u.test(text);
}
