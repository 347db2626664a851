import { cureOf, describe, ERRORS, type ErrorCode, type Reason } from '../errors.ts';
import type { LetterCount, ListedLetter } from '../queries/dead-letters.ts';
import type { Names } from './call-card.ts';
import { reasonText } from './failure.ts';
import { table } from './table.ts';

/** So much of an id is shown, and names a letter as long as no other begins alike. */
export const ID_SHOWN = 12;

/** Letters as a table, and how many are open by project, stage and code. */
export function lettersText(
  letters: readonly ListedLetter[],
  counts: readonly LetterCount[],
  { moment }: Pick<Names, 'moment'>,
): string {
  const listed = table(
    [
      { title: 'id' },
      { title: 'when' },
      { title: 'project' },
      { title: 'stage' },
      { title: 'code' },
      { title: 'reason', width: 44 },
      { title: 'origin' },
      { title: 'redriven' },
    ],
    letters.map((letter) => [
      letter.id.slice(0, ID_SHOWN),
      letter.atMs === 0 ? '–' : moment(letter.project, letter.atMs),
      projectText(letter.project),
      letter.stage,
      letter.code,
      printable(sentenceOf(letter)),
      printable(letter.origin),
      redrivenText(letter, moment),
    ]),
    'No dead letters match.',
  );
  const total = letters[0]?.total ?? 0;
  return [
    listed,
    ...(total > letters.length ? [`${String(letters.length)} of ${String(total)}; --limit shows more.`] : []),
    ...counts.map((of) => `open: ${projectText(of.project)} ${of.stage} ${of.code} ${String(of.letters)}`),
  ].join('\n');
}

/** Everything about one letter. `bytesBase64`: its message; null when that was not asked for. */
export function letterText(
  letter: ListedLetter,
  bytesBase64: string | null,
  { moment }: Pick<Names, 'moment'>,
): string {
  const { project, letterId, id, callId, headers, redrives, atMs } = letter;
  const reason = reasonOfLetter(letter);
  return [
    `Dead letter ${id}${letterId === id ? '' : ` (${printable(letterId)})`}`,
    `  ${atMs === 0 ? 'time unknown' : moment(project, atMs)} · ${projectText(project)} · ${letter.stage} line · from ${printable(letter.origin)}`,
    ...(callId === '' ? [] : [`  call ${project}/${printable(callId)}`]),
    `  ${printable(reason === null ? sentenceOf(letter) : reasonText(reason, describe(reason))).replaceAll('\n', '\n  ')}`,
    ...Object.entries(headers).map(([name, value]) => `  header ${printable(name)}: ${printable(value)}`),
    ...redrives.map((of) => `  redriven ${moment(project, of.atMs)} by ${printable(of.by)} to ${printable(of.target)}`),
    ...(redrives.length > 0 && letter.open ? ['  it has come again since'] : []),
    ...messageLines(letter.sizeBytes, bytesBase64),
  ].join('\n');
}

/** A letter for other programs. */
export function letterJson(letter: ListedLetter): Readonly<Record<string, unknown>> {
  const reason = reasonOfLetter(letter);
  return {
    ...letter,
    bytesBase64: undefined,
    reason: sentenceOf(letter),
    cure: reason === null ? '' : cureOf(reason.code),
  };
}

function messageLines(sizeBytes: number, bytesBase64: string | null): readonly string[] {
  if (sizeBytes === 0) return ['  no message is kept with it'];
  const size = `message of ${String(sizeBytes)} bytes`;
  if (bytesBase64 === null) return [`  ${size}; --bytes prints it, with the personal data that may be in it`];
  const text = utf8(Buffer.from(bytesBase64, 'base64'));
  if (text === null) return [`  ${size} that are no UTF-8; --json gives them as base64`];
  return [`  ${size}; it may hold personal data:`, printable(text)];
}

function redrivenText({ project, redrives }: ListedLetter, moment: Names['moment']): string {
  const last = redrives.at(-1);
  return last === undefined ? '' : `${String(redrives.length)}×, last ${moment(project, last.atMs)}`;
}

function projectText(project: string): string {
  return project === '' ? '(unknown)' : project;
}

function sentenceOf(letter: ListedLetter): string {
  const reason = reasonOfLetter(letter);
  return reason === null ? `${letter.code} (a code of another version of Etalon)` : describe(reason);
}

/** null: another version of Etalon wrote a code that this one does not know. */
function reasonOfLetter({ code, params }: ListedLetter): Reason | null {
  return isErrorCode(code) ? { code, params } : null;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

function utf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Text of strangers for a terminal: characters that steer it are shown by their number. */
export function printable(text: string): string {
  return text.replace(
    /(?![\n\t])[\p{Cc}\p{Cf}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
