import { projectOf, type Configured } from '../configured.ts';
import { EtalonError } from '../errors.ts';
import type { Project } from '../ingest/project.ts';
import { definitionOf, KPI_DEFINITIONS, type KpiDefinition, type KpiVariant } from '../queries/definitions.ts';
import type { CallShare } from '../queries/kpi-calls.ts';
import type { Store } from '../store/store.ts';
import { operatorIdOf } from './calls.ts';
import type { KpiOptions } from './command-line.ts';
import { CALL_GROUPS } from './kpi/call-groups.ts';
import { definitionsText, definitionText } from './kpi/definition-text.ts';
import type { Asked, Group } from './kpi/group.ts';
import { OPERATOR_GROUPS } from './kpi/operator-groups.ts';
import { questionsOf } from '../queries/question.ts';
import { QUEUE_GROUPS, QUEUE_GROUPS_WITHIN_HOURS } from './kpi/queue-groups.ts';
import { namesOf, type OpenForReading, type Streams } from './opened.ts';
import { ALL_TIME, periodOf } from './period.ts';
import { table } from './table.ts';

const GROUPS: readonly Group[] = [
  ...QUEUE_GROUPS.flatMap((group) => [
    group,
    ...QUEUE_GROUPS_WITHIN_HOURS.filter(({ definition }) => definition === group.definition),
  ]),
  ...CALL_GROUPS,
  ...OPERATOR_GROUPS,
];
/** What the end of the demo shows. */
const DEMO_GROUPS = ['service-level', 'asa', 'abandon-rate', 'aht', 'occupancy', 'quality'];

/**
 * `kpi`: the numbers of a project over a period, or the one that is named; what they mean (`--define`), and which calls
 * they are made of (`--calls`). Definitions in docs/metrics.md.
 */
export async function kpiCommand(
  name: string | undefined,
  options: KpiOptions,
  open: OpenForReading,
  { out }: Streams,
): Promise<number> {
  if (options.define !== undefined) {
    out.write(`${defined(options.define === true ? name : options.define, options.json)}\n`);
    return 0;
  }
  const definition = name === undefined ? undefined : known(name);
  if (options.calls && definition === undefined) throw unknownKpi('');
  const { store, configured } = await open(options);
  try {
    const asked = await askedOf(store, configured, options);
    const text =
      options.calls && definition !== undefined
        ? await callsText(definition, variantOf(definition, options.variant, asked.project), asked, options.json)
        : await numbersOf(groupsFor(asked, definition), asked, options.json);
    out.write(`${text}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

async function askedOf(store: Pick<Store, 'run'>, configured: Configured, options: KpiOptions): Promise<Asked> {
  const project = projectOf(configured, options.project ?? '');
  const wish = {
    queue: options.queue ?? '',
    operatorId: operatorIdOf(options.operator, configured.operators),
    by: options.by,
    attribution: options.attribution,
    ...periodOf(options.from, options.to, project.timeZone),
  };
  const questions = await questionsOf(store, project, wish, Date.now());
  return { store, project, ...questions, operator: namesOf(configured).operator };
}

/** The numbers of a project over all time, for the end of the demo. */
export async function kpiText(
  store: Pick<Store, 'run'>,
  project: Project,
  operator: (id: string) => string,
): Promise<string> {
  const wish = { queue: '', operatorId: '', by: 'total', attribution: 'cohort', ...ALL_TIME } as const;
  const questions = await questionsOf(store, project, wish, Date.now());
  const shown = [...QUEUE_GROUPS, ...OPERATOR_GROUPS].filter(({ definition }) => DEMO_GROUPS.includes(definition.id));
  return numbersOf(shown, { store, project, ...questions, operator }, false);
}

/** All of them; of one operator only what is about operators; within hours only where hours are configured. */
function groupsFor({ project, question }: Asked, definition: KpiDefinition | undefined): readonly Group[] {
  return GROUPS.filter((group) => {
    if (definition !== undefined && group.definition !== definition) return false;
    if (QUEUE_GROUPS_WITHIN_HOURS.includes(group) && project.workingHours.length === 0) return false;
    return definition !== undefined || question.operatorId === '' || group.definition.ofOperators;
  });
}

async function numbersOf(groups: readonly Group[], asked: Asked, json: boolean): Promise<string> {
  const numbers: Record<string, readonly unknown[]> = {};
  const texts: string[] = [asked.project.name];
  for (const { key, read } of groups) {
    const { rows, text } = await read(asked);
    numbers[key] = rows;
    texts.push(text);
  }
  return json ? JSON.stringify(numbers, null, 2) : texts.join('\n');
}

async function callsText(definition: KpiDefinition, variant: KpiVariant, asked: Asked, json: boolean): Promise<string> {
  const [group] = GROUPS.filter((one) => one.definition === definition);
  const calls = await group?.calls(asked, variant);
  if (calls === undefined || calls === null) throw new EtalonError('KPI_WITHOUT_CALLS', { kpi: definition.id });
  if (json) return JSON.stringify(calls, null, 2);
  const sum = (of: (call: CallShare) => number): string => String(calls.reduce((total, call) => total + of(call), 0));
  const right = 'right' as const;
  const list = table(
    [{ title: 'call' }, { title: 'numerator', align: right }, { title: 'denominator', align: right }],
    calls.map((call) => [`${asked.project.id}/${call.callId}`, String(call.numerator), String(call.denominator)]),
    'No calls in this period.',
  );
  const named = variant.variant === '' ? definition.title : `${definition.title} "${variant.variant}"`;
  const totals = [sum(({ numerator }) => numerator), sum(({ denominator }) => denominator)] as const;
  return `${named}: ${totals[0]} in the numerator, ${totals[1]} in the denominator\n${list}`;
}

/** The one that is named, else the project's own of the service level, else the first. */
function variantOf({ variants }: KpiDefinition, named: string | undefined, { serviceLevel }: Project): KpiVariant {
  const wanted = named ?? serviceLevel.variant;
  const own = variants.find(({ variant }) => variant === wanted) ?? (named === undefined ? variants[0] : undefined);
  if (own !== undefined) return own;
  throw new EtalonError('KPI_UNKNOWN', { kpi: wanted, known: variants.map(({ variant }) => variant).join(', ') });
}

function defined(name: string | undefined, json: boolean): string {
  const definitions = name === undefined ? KPI_DEFINITIONS : [known(name)];
  if (json) return JSON.stringify(definitions, null, 2);
  return name === undefined ? definitionsText(definitions) : definitions.map(definitionText).join('\n');
}

function known(name: string): KpiDefinition {
  const found = definitionOf(name);
  if (found === undefined) throw unknownKpi(name);
  return found;
}

function unknownKpi(kpi: string): EtalonError {
  return new EtalonError('KPI_UNKNOWN', { kpi, known: KPI_DEFINITIONS.map(({ id }) => id).join(', ') });
}
