import { amazonMessages } from './amazon-connect-contact.ts';
import { asteriskCdrEvents, asteriskCdrJson } from './asterisk-cdr.ts';
import { asteriskCelEvents, asteriskCelJson } from './asterisk-cel.ts';
import { binotelMessages } from './binotel.ts';
import { comagicMessages } from './comagic.ts';
import type { Format } from './format.ts';
import { FORMAT_NAMES, type FormatName } from './format-names.ts';
import { freeswitchMessages } from './freeswitch.ts';
import { ringostatMessages } from './ringostat.ts';
import { publishedExport, tableExportMessages } from './table-export.ts';
import { transcriptMessages } from './webvtt.ts';
import { zadarmaMessages, zadarmaStatistic } from './zadarma.ts';
import { isRestart, queueLogEvents, secondOfLine } from './queue-log.ts';

/** The table of foreign formats: whatever way a record comes, its format's name says here how it is read. */
export const FORMATS: Readonly<Record<FormatName, Format>> = {
  queue_log: { kind: 'lines', read: queueLogEvents, secondOf: secondOfLine, restart: isRestart, readJson: null },
  'asterisk-cdr': { kind: 'lines', read: asteriskCdrEvents, secondOf: null, restart: null, readJson: asteriskCdrJson },
  'asterisk-cel': { kind: 'lines', read: asteriskCelEvents, secondOf: null, restart: null, readJson: asteriskCelJson },
  freeswitch: { kind: 'json', read: (json, { file }) => freeswitchMessages(json, file) },
  'amazon-connect': { kind: 'json', read: (json, { file }) => amazonMessages(json, file) },
  ringostat: { kind: 'json', read: ringostatMessages },
  binotel: { kind: 'json', read: binotelMessages },
  zadarma: { kind: 'json', read: zadarmaMessages },
  comagic: { kind: 'json', read: comagicMessages },
  'ringostat-export': { kind: 'csv', read: publishedExport('uniqueid', ringostatMessages) },
  'binotel-export': { kind: 'csv', read: publishedExport('generalCallID', binotelMessages) },
  'zadarma-export': { kind: 'csv', read: publishedExport('pbx_call_id', zadarmaStatistic) },
  'comagic-export': { kind: 'csv', read: publishedExport('start_time', comagicMessages) },
  'table-export': { kind: 'csv', read: tableExportMessages },
  webvtt: { kind: 'text', read: transcriptMessages },
  srt: { kind: 'text', read: transcriptMessages },
};

export function isFormatName(text: string): text is FormatName {
  return FORMAT_NAMES.some((name) => name === text);
}
