import type { Configured } from '../configured.ts';
import type { KafkaLink } from '../ingest/kafka/kafka.ts';
import type { OpenedReview } from '../open-review.ts';
import type { OneMachine, RunningMachine, Watcher } from '../one-machine/one-machine.ts';
import type { SentMessage } from '../simulate/sent-message.ts';
import type { OpenedStore } from '../store/open-store.ts';
import type { Names } from './call-card.ts';
import { momentText } from './text.ts';
import type { Places } from './command-line.ts';

/** The lines over an inbox, as one-machine/open-line.ts puts them together and main.ts hands them to the commands. */
export type OpenedLine = {
  readonly configured: Configured;
  readonly store: OpenedStore;
  readonly run: RunningMachine['run'];
  /** Takes in what a telephone system would send to the topics, once under a name; whether anything was taken in. */
  readonly takeSent: (name: string, messages: () => Iterable<SentMessage>) => Promise<boolean>;
  readonly close: () => Promise<void>;
};
/** The same with the pages over it; `ports`: how many to try when one is in use. Null = they are switched off. */
export type OpenedLineWithPages = OpenedLine & {
  readonly openReview: (ports: number) => Promise<OpenedReview | null>;
};
export type OpenLine = (
  places: Places,
  watcher: Watcher,
  signal: AbortSignal,
  /** What of the inbox comes first; left out: by name. */
  order?: OneMachine['order'],
) => Promise<OpenedLineWithPages>;

/** Store and configuration for commands that only ask. */
export type OpenedStoreFor = { readonly configured: Configured; readonly store: OpenedStore };
export type OpenForReading = (places: Places) => Promise<OpenedStoreFor>;

/** What commands that operate the lines need: also the topics; `kafka` null = calls come through the inbox folder. */
export type OpenedForOperating = OpenedStoreFor & {
  readonly kafka: Pick<KafkaLink, 'send'> | null;
  readonly close: () => Promise<void>;
};
export type OpenForOperating = (places: Places) => Promise<OpenedForOperating>;

export type Streams = { readonly out: NodeJS.WriteStream; readonly err: NodeJS.WriteStream };

/** Names from the configuration. */
export function namesOf({ projects, operators, scorecards }: Configured): Names {
  const people = new Map(operators.map(({ operatorId, name }) => [operatorId, name]));
  return {
    operator: (id) =>
      people.get(id) ?? (id === '' ? 'operator unknown' : id.replace(/^provisional:/, 'unknown alias ')),
    scorecard: (id) => scorecards.get(id)?.scorecard,
    moment: (project, at) => momentText(at, projects.get(project)?.timeZone ?? 'UTC'),
  };
}
