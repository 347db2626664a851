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
    file: 'ingest/offset-tracker.ts',
    text: 'const unfinished = of.started.findIndex(({ done }) => !done);',
    instead: 'const unfinished = of.started.indexOf(found) + 1;',
  },
  {
    name: 'commits one offset too far',
    file: 'ingest/offset-tracker.ts',
    text: 'of.next = finished.offset + 1n;',
    instead: 'of.next = finished.offset + 2n;',
  },
  {
    name: 'forgets the last partition of a commit',
    file: 'ingest/offset-tracker.ts',
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
    file: 'ingest/fold.ts',
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
    name: 'compares versions as text',
    file: 'score/changed-evaluations.ts',
    text: 'return old?.inputHash !== e.inputHash || old.withdrawn || BigInt(old.revision) < BigInt(e.revision);',
    instead: 'return old === undefined;',
  },
  {
    name: 'looks for claims before its own recording is stored',
    file: 'lines.ts',
    text: '  // 1. What was heard, or why nothing was.\n',
    instead: '  const early = await claims();\n  claims = () => Promise.resolve(early);\n',
    from: 600,
  },
  {
    name: 'never tells the call that a recording was made up for whose it is',
    file: 'ingest/recording-request.ts',
    text: '  if (claimed === undefined || owner === undefined) return [];',
    instead: '  if (claimed !== undefined || owner === undefined) return [];',
  },
  {
    name: 'does not announce what was heard',
    file: 'lines.ts',
    text: '  await effects.announce(distinctCalls([...calls, ...claimed]));\n',
    instead: '',
  },
];
