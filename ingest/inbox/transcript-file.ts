import { formatOfFile, type FileFormat, type ImportRule } from '../imports.ts';
import { stemOf } from './inbox.ts';

/** Whether a file of the inbox is a finished transcript, by its name. */
export function isTranscript(path: string, rules: readonly ImportRule[]): boolean {
  return holdsTranscript(formatOfFile(path, rules));
}

export function holdsTranscript(format: FileFormat | null): boolean {
  return format?.name === 'webvtt' || format?.name === 'srt';
}

/** The path without ending and language, which the CDR beside a transcript has in common with it: call.uk.vtt, call.json. */
export function stemWithoutLanguage(path: string): string {
  return stemOf(path).replace(/\.[a-z]{2}$/, '');
}

/** Where the CDR beside a transcript lies, under its own stem first. */
export function cdrStems(path: string): readonly string[] {
  return [stemOf(path), stemWithoutLanguage(path)];
}
