import type { Call } from '../../ingest/call.ts';
import type { RecordOf, Translated } from '../../ingest/formats/format.ts';
import type { FormatName } from '../../ingest/formats/format-names.ts';
import type { Project } from '../../ingest/project.ts';
import { eventsOfMessages, fold, SHOP } from './shop.ts';

/** What is known of a record of a format beside its text; it was sent at 09:00 in Sofia on 2026-03-02. */
export function recordOf(format: FormatName, of: Partial<RecordOf> = {}): RecordOf {
  return {
    format,
    file: 'calls.cdr/0/1',
    project: SHOP,
    columns: {},
    headers: {},
    receivedAt: Date.UTC(2026, 2, 2, 7),
    ...of,
  };
}

/** The messages of records, none of which may be refused. */
export function messagesOf(...translated: readonly Translated[]): readonly Readonly<Record<string, unknown>>[] {
  return translated.flatMap((one) => {
    if (!one.ok) throw new Error(JSON.stringify(one.reason));
    if (one.refused !== undefined && one.refused.length > 0) throw new Error(JSON.stringify(one.refused));
    return one.messages;
  });
}

/** The one call that records tell of, folded. */
export function foldedCall(translated: readonly Translated[], project: Project = SHOP): Call {
  return callOfMessages(messagesOf(...translated), project);
}

/** The one call that messages tell of, folded. */
export function callOfMessages(messages: readonly unknown[], project: Project = SHOP): Call {
  const events = eventsOfMessages(messages, project);
  const ids = new Set(events.map(({ callId }) => callId));
  if (ids.size !== 1) throw new Error(`${ids.size} calls`);
  return fold(events, project);
}
