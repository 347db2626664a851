import type { SentMessage } from '../sent-message.ts';

/** As whoever ships a log does it: its lines in bundles, each sent when its last line was written. */
export function* inBundles(messages: Iterable<SentMessage>, lines: number): Generator<SentMessage> {
  let bundle: string[] = [];
  let last: SentMessage | null = null;
  for (const message of messages) {
    if (message.topic !== 'queueEvents' || typeof message.value !== 'string') {
      yield message;
      continue;
    }
    bundle.push(message.value);
    last = message;
    if (bundle.length < lines) continue;
    yield { ...message, value: bundle.join('\n') };
    bundle = [];
  }
  if (last !== null && bundle.length > 0) yield { ...last, value: bundle.join('\n') };
}
