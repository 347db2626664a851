import { isSameStamp, type InboxFile } from './inbox.ts';
import type { Intake } from './intake.ts';
import { holdsTranscript, stemWithoutLanguage } from './transcript-file.ts';

/** The intake list in memory: what was taken in, by path and, for logs that were renamed, by inode. */
export type Ledger = {
  readonly byPath: Map<string, Intake>;
  readonly byInode: Map<string, Intake>;
  /**
   * Files that differ only in their ending, as a recording and its CDR do, and in a language before it, as a transcript
   * may: by their path without both, then by path.
   */
  readonly byStem: Map<string, Map<string, Intake>>;
};

export function openLedger(intake: readonly Intake[]): Ledger {
  const ledger: Ledger = { byPath: new Map(), byInode: new Map(), byStem: new Map() };
  for (const line of [...intake].sort((a, b) => compareVersions(a.version, b.version))) enter(ledger, line);
  return ledger;
}

/** Enters a line that has been committed to the store. */
export function enter(ledger: Ledger, line: Intake): void {
  ledger.byPath.set(line.path, line);
  ledger.byInode.set(`${line.project}/${line.inode}`, line);
  const stem = stemWithoutLanguage(line.path);
  ledger.byStem.set(stem, (ledger.byStem.get(stem) ?? new Map<string, Intake>()).set(line.path, line));
}

/**
 * The line of a file that has not changed since it was taken in; undefined = there is work to do. A transcript that was
 * taken and whose line names no call was handed back.
 */
export function takenAsItIs(ledger: Ledger, file: InboxFile): Intake | undefined {
  const line = ledger.byPath.get(file.path);
  if (line === undefined || !isSameStamp(line, file)) return undefined;
  const handedBack = line.callId === '' && line.outcome === 'loaded' && holdsTranscript(file.format);
  return handedBack ? undefined : line;
}

/** Where reading of a log may go on: the line of the same path or, after a rename, of the same inode. */
export function logLineOf(ledger: Ledger, file: InboxFile): Intake | undefined {
  const byInode = ledger.byInode.get(`${file.project.id}/${file.inode}`);
  return byInode ?? ledger.byPath.get(file.path);
}

/** The version of the next line about a file: one more than any line about its path or inode. */
export function nextVersion(ledger: Ledger, file: InboxFile): string {
  const known = [ledger.byPath.get(file.path), ledger.byInode.get(`${file.project.id}/${file.inode}`)];
  const greatest = known.reduce((max, line) => (line && BigInt(line.version) > max ? BigInt(line.version) : max), 0n);
  return (greatest + 1n).toString();
}

/** What every intake line about a file says; the rest is what became of it. */
export function lineAbout(
  file: InboxFile,
  ledger: Ledger,
): Pick<Intake, 'project' | 'path' | 'inode' | 'sizeBytes' | 'modifiedAtMs' | 'version'> {
  const { path, inode, sizeBytes, modifiedAtMs } = file;
  return { project: file.project.id, path, inode, sizeBytes, modifiedAtMs, version: nextVersion(ledger, file) };
}

/** A line that names no call makes its file new work: handed back, it is taken again for whom it belongs to now. */
export function handBack(line: Intake): Intake {
  return { ...line, callId: '', version: versionAfter(line) };
}

/** The version that follows a line's; '1' when there is none yet. */
export function versionAfter(line: Intake | undefined): string {
  return (BigInt(line?.version ?? '0') + 1n).toString();
}

function compareVersions(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
