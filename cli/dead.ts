import { projectOf } from '../configured.ts';
import { EtalonError } from '../errors.ts';
import {
  deadLetterCounts,
  deadLetterMessages,
  deadLetters,
  EVERY_LETTER,
  type ListedLetter,
} from '../queries/dead-letters.ts';
import type { Store } from '../store/store.ts';
import type { DeadAction, DeadOptions } from './command-line.ts';
import { letterJson, letterText, lettersText } from './dead-letter-text.ts';
import { namesOf, type OpenedForOperating, type OpenForOperating, type Streams } from './opened.ts';
import { periodOf } from './period.ts';
import { redriveLetters } from './redrive.ts';

const DEFAULT_LIMIT = 50;

/** `dead list|show|redrive`: what could not be processed, why, and once more. */
export async function deadCommand(
  action: DeadAction,
  ids: readonly string[],
  options: DeadOptions,
  open: OpenForOperating,
  streams: Streams,
): Promise<number> {
  if (action === 'redrive') checkChoice(ids, options);
  const opened = await open(options);
  try {
    switch (action) {
      case 'list':
        return await listLetters(opened, options, streams);
      case 'show':
        return await showLetter(opened, ids[0] ?? '', options, streams);
      case 'redrive':
        return await redriveLetters(await chosenLetters(opened, ids, options), opened, options, streams);
    }
  } finally {
    await opened.close();
  }
}

async function listLetters(opened: OpenedForOperating, options: DeadOptions, { out }: Streams): Promise<number> {
  const { store, configured } = opened;
  const project = projectFilter(opened, options.project);
  const timeZone = configured.projects.get(project ?? '')?.timeZone ?? 'UTC';
  const period = periodOf(options.from, options.to, timeZone);
  const letters = await store.run(deadLetters, {
    ...EVERY_LETTER,
    project,
    stage: options.stage ?? '',
    code: options.code ?? '',
    fromMs: options.from === undefined ? EVERY_LETTER.fromMs : period.fromMs,
    toMs: options.to === undefined ? EVERY_LETTER.toMs : period.toMs,
    openOnly: options.all === true ? 0 : 1,
    limit: options.limit ?? DEFAULT_LIMIT,
  });
  if (options.json === true) {
    out.write(`${JSON.stringify(letters.map(letterJson), null, 2)}\n`);
    return 0;
  }
  const counts = (await store.run(deadLetterCounts, {})).filter((of) => project === null || of.project === project);
  out.write(`${lettersText(letters, counts, namesOf(configured))}\n`);
  return 0;
}

async function showLetter(
  { store, configured }: OpenedForOperating,
  id: string,
  options: DeadOptions,
  { out }: Streams,
): Promise<number> {
  const letter = await letterNamed(store, id, options.project);
  const { project, letterId } = letter;
  const [message] =
    options.bytes === true ? await store.run(deadLetterMessages, { projects: [project], letterIds: [letterId] }) : [];
  if (options.json === true) {
    const bytes = message === undefined ? {} : { bytesBase64: message.bytesBase64 };
    out.write(`${JSON.stringify({ ...letterJson(letter), ...bytes }, null, 2)}\n`);
  } else out.write(`${letterText(letter, message?.bytesBase64 ?? null, namesOf(configured))}\n`);
  return 0;
}

/** The letters to be sent again: those named, or all open ones of a code and project. */
async function chosenLetters(
  opened: OpenedForOperating,
  ids: readonly string[],
  { project, code = '' }: DeadOptions,
): Promise<readonly ListedLetter[]> {
  const { store } = opened;
  if (ids.length === 0)
    return store.run(deadLetters, { ...EVERY_LETTER, project: projectFilter(opened, project), code, openOnly: 1 });
  const named: ListedLetter[] = [];
  for (const id of new Set(ids)) named.push(await letterNamed(store, id, project));
  return named;
}

/**
 * The one letter of a letterId, or of the beginning of an id.
 * @throws EtalonError LETTER_NOT_FOUND, LETTER_AMBIGUOUS
 */
async function letterNamed(store: Pick<Store, 'run'>, id: string, project: string | undefined): Promise<ListedLetter> {
  const found = await store.run(deadLetters, { ...EVERY_LETTER, project: project ?? null, ids: [id], limit: 4 });
  const [letter, second] = found;
  if (letter === undefined) throw new EtalonError('LETTER_NOT_FOUND', { id });
  if (second !== undefined) {
    const letters = found.map((of) => `${of.id.slice(0, 20)} of ${of.project === '' ? 'no project' : of.project}`);
    throw new EtalonError('LETTER_AMBIGUOUS', { id, letters: letters.join(', ') });
  }
  return letter;
}

/** null = all; '' = letters of which nobody knows the project. @throws EtalonError PROJECT_UNKNOWN */
function projectFilter({ configured }: OpenedForOperating, project: string | undefined): string | null {
  return project === undefined ? null : project === '' ? '' : projectOf(configured, project).id;
}

/** Either letters by id, or everything of one code and project: never everything by accident. */
function checkChoice(ids: readonly string[], { all, code, project }: DeadOptions): void {
  const byCode = all === true && code !== undefined && project !== undefined;
  const any = all === true || code !== undefined;
  if (ids.length > 0 ? !any : byCode) return;
  throw new EtalonError('CONFIG_INVALID', {
    faults: 'dead redrive: name letters by id, or give --code, --project and --all together',
  });
}
