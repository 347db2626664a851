/** A classic bug, as a change of the product's source: `text` stands once in `file` and becomes `instead`. */
export type PlantedBug = {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly instead: string;
  /** The first seed to look at; left out: 1. For races that few schedules meet. */
  readonly from?: number;
  /** A test file that sees it, where the simulation cannot; left out: the simulation. */
  readonly seenBy?: string;
  /** Which of its tests are run; left out: all. */
  readonly named?: string;
};

/**
 * Ways in which programs of this kind have lost or doubled calls. Each must make the simulation end with a breach; a bug
 * that it does not see would be one that the suite does not see either.
 */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'commits before the rows are stored',
    file: 'lines.ts',
    text: '  await effects.insertCustomers(batch.customers);\n',
    instead: '  await effects.commit(batch.receipts);\n  await effects.insertCustomers(batch.customers);\n',
  },
  {
    name: 'commits a message about a recording when it is taken',
    file: 'roles/speech-role.ts',
    text: "      begin(message, done);\n      return 'taken';",
    instead: "      begin(message, () => undefined);\n      setImmediate(done);\n      return 'taken';",
  },
  {
    name: 'announces before the calls are stored',
    file: 'lines.ts',
    text: '  // 2. The calls they belong to, folded from all their events.\n  const calls = await foldTouchedCalls(distinctCalls(batch.events), deps);\n  // 3. Announced also when nothing changed: an earlier announcement may have died with its process.\n  await effects.announce(calls);\n',
    instead:
      '  await effects.announce(distinctCalls(batch.events));\n  const calls = await foldTouchedCalls(distinctCalls(batch.events), deps);\n',
  },
  {
    name: 'folds a call from the events of its batch alone',
    file: 'lines.ts',
    text: 'const calls = await foldTouchedCalls(distinctCalls(batch.events), deps);',
    instead:
      'const calls = await foldTouchedCalls(distinctCalls(batch.events), { ...deps, store: { ...deps.store, readSourceEvents: () => Promise.resolve(batch.events) } });',
  },
  {
    name: 'commits the newest finished offset, whatever stands before it',
    file: 'ingest/kafka/offset-tracker.ts',
    text: 'const unfinished = of.started.findIndex(({ done }) => !done);',
    instead: 'const unfinished = of.started.indexOf(found) + 1;',
  },
  {
    name: 'commits one offset too far',
    file: 'ingest/kafka/offset-tracker.ts',
    text: 'of.next = finished.offset + 1n;',
    instead: 'of.next = finished.offset + 2n;',
  },
  {
    name: 'forgets the last partition of a commit',
    file: 'ingest/kafka/offset-tracker.ts',
    text: '      changed.clear();\n      return told;',
    instead: '      changed.clear();\n      return told.slice(0, Math.max(0, told.length - 1));',
  },
  {
    name: 'drops a recording that is not there yet',
    file: 'roles/stream-effects.ts',
    text: '      await kafka.send(topic.name, [message]);',
    instead: '      void topic;\n      void message;',
  },
  {
    name: 'forgets the count of corrections, so that whichever comes last wins',
    file: 'ingest/source-events.ts',
    text: "revision: message.revision ?? (message.type === 'conversation' ? message.messages.length : 0),",
    instead: 'revision: 0,',
  },
  {
    name: 'gives every fold of a call the same version',
    file: 'ingest/fold/fold.ts',
    text: 'version: packedVersion(stepsOf(current), canonicalJson(call))',
    instead: 'version: packedVersion(1, canonicalJson(call))',
  },
  {
    name: 'counts a message that is delivered again as another event',
    file: 'ingest/source-events.ts',
    text: 'eventId: message.eventId ?? contentId(payload),',
    instead: 'eventId: `${message.eventId ?? contentId(payload)}/${Math.random()}`,',
  },
  {
    name: 'loses rows after three tries while the store is away',
    file: 'retry.ts',
    text: "policy.attempts === 'forever' ? Number.POSITIVE_INFINITY : policy.attempts - 1",
    instead: "policy.attempts === 'forever' ? 2 : policy.attempts - 1",
    seenBy: 'test/unit/retry.test.ts',
  },
  {
    name: 'writes no letter about what it refuses',
    file: 'lines.ts',
    text: '  await effects.insertDeadLetters(batch.letters);\n',
    instead: '',
  },
  {
    name: 'loses one half of a batch that is refused',
    file: 'roles/ingest-role.ts',
    text: 'for (const half of [work.slice(0, work.length >> 1), work.slice(work.length >> 1)])',
    instead: 'for (const half of [work.slice(0, work.length >> 1)])',
  },
  {
    name: 'keeps the evaluation of an operator who is no longer on the call',
    file: 'score/changed-evaluations.ts',
    text: 'return [...fresh, ...gone.map((e) => ({ ...e, revision, withdrawn: true }))];',
    instead: 'void gone;\n  return fresh;',
  },
  {
    name: 'scores a call once and never again',
    file: 'score/changed-evaluations.ts',
    text: 'return old?.inputHash !== e.inputHash || old.withdrawn || BigInt(old.revision) < BigInt(e.revision);',
    instead: 'return old === undefined;',
  },
  {
    name: 'judges the tone of a call once and never again',
    file: 'score/tone/changed-tone.ts',
    text: 'return old.inputHash === now.inputHash && old.version === now.version ? [] : [now];',
    instead: 'return [];',
  },
  {
    name: 'looks for claims before its own recording is stored',
    file: 'lines.ts',
    text: '  // 1. What was heard, or why nothing was.\n',
    instead: '  const early = await claims();\n  claims = () => Promise.resolve(early);\n',
  },
  {
    name: 'never tells the call that a recording was made up for whose it is',
    file: 'ingest/recordings/recording-request.ts',
    text: '  if (claimed === undefined || owner === undefined) return [];',
    instead: '  if (claimed !== undefined || owner === undefined) return [];',
  },
  {
    name: 'does not announce what was heard',
    file: 'lines.ts',
    text: '  await effects.announce(distinctCalls([...calls, ...claimed]));\n',
    instead: '',
  },
  {
    name: 'announces only what has changed',
    file: 'lines.ts',
    text: '  const calls = await foldTouchedCalls(distinctCalls(batch.events), deps);\n  // 3. Announced also when nothing changed: an earlier announcement may have died with its process.\n  await effects.announce(calls);\n',
    instead:
      '  const before = new Set((await deps.store.readCalls(distinctCalls(batch.events))).map(({ version }) => version));\n  const calls = await foldTouchedCalls(distinctCalls(batch.events), deps);\n  await effects.announce(calls.filter(({ version }) => !before.has(version)));\n',
  },
  {
    name: 'keeps what it tracked when partitions are given anew',
    file: 'ingest/kafka/kafka-consumer.ts',
    text: 'tracker.drop(({ topic, partition }) => assigned[topic]?.includes(partition) === true);',
    instead: '',
  },
  {
    name: 'misses what is finished while a commit comes to its end',
    file: 'ingest/kafka/kafka-consumer.ts',
    text: '    committing = null;\n  };',
    instead: '    await sleep(50);\n    committing = null;\n  };',
  },
  {
    name: 'reads no more once it had no room',
    file: 'ingest/kafka/kafka-consumer.ts',
    text: '    full = false;\n    resume(readable());',
    instead: '    full = false;',
  },
  {
    name: 'is done with a recording that is not due yet',
    file: 'roles/speech-role.ts',
    text: '      if (notBefore > Date.now()) return { notBefore };\n',
    instead: "      if (notBefore > Date.now()) {\n        done();\n        return 'taken';\n      }\n",
  },
  {
    name: 'takes a recording for done whose call was never stored',
    file: 'roles/speech-role.ts',
    text: 'if (events.length === 0 || (stored !== undefined && !isBehind(stored, events))) return stored ?? null;',
    instead: 'if (events.length >= 0) return stored ?? null;',
  },
  {
    name: 'dates a call by the latest try to fetch its recording',
    file: 'roles/speech-role.ts',
    text: 'sentAt: triesOf(message).firstAt,',
    instead: 'sentAt: message.timestampMs,',
    from: 184,
  },
  {
    name: 'leaves a recording heard the wrong way round when its call turns out to go the other way',
    file: 'lines.ts',
    text: '  await effects.announceRecordings(fetchableRecordings(turned, deps.project));\n',
    instead: '  void turned;\n',
  },
  {
    name: 'makes a call of nothing but a claim',
    file: 'touched-calls.ts',
    text: '    if (!makesCall(own)) continue;\n',
    instead: '    void makesCall;\n',
  },
  {
    name: 'refuses what cannot be stored without a letter',
    file: 'roles/ingest-role.ts',
    text: "  await deps.effects.insertDeadLetters([topicLetter(work.message, project, 'ingest', reason)]);\n",
    instead: '  void topicLetter;\n  void project;\n',
  },
  {
    name: 'loses the letters that travel with one that is too large',
    file: 'roles/stream-effects.ts',
    text: '    if (letters.length > 1) for (const letter of letters) await sendLetters(kafka, topic, [letter]);\n',
    instead: '',
    from: 184,
  },
  {
    name: 'compares versions as text',
    file: 'score/changed-evaluations.ts',
    text: 'BigInt(old.revision) < BigInt(e.revision)',
    instead: 'old.revision < e.revision',
    from: 152,
  },
  {
    name: 'orders evaluations by the time at which they are made',
    file: 'score/evaluate.ts',
    text: '    revision: call.version,\n',
    instead: '    revision: String(Date.now()),\n',
  },
  {
    name: 'lets the call that was stored last win, whatever it knows',
    file: 'store/migrations/0001-events-and-calls.sql',
    text: 'ENGINE = ReplacingMergeTree(version)\nORDER BY (project, callId);',
    instead: 'ENGINE = ReplacingMergeTree\nORDER BY (project, callId);',
  },
  {
    name: 'scores calls that are part of another for ever',
    file: 'queries/unscored.sql',
    text: "mergedInto = '' AND arrayExists((p, d, c, q)",
    instead: 'arrayExists((p, d, c, q)',
    seenBy: 'test/integration/queries/calls.test.ts',
    named: 'the sweep of unscored calls',
  },
];
