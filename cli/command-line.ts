import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { LANGUAGES, SERVICE_LEVEL_VARIANTS, type Language } from '../ingest/project.ts';
import { TOKEN_USERS, type TokenUser } from '../store/endpoint-users.ts';

export type Places = { readonly config?: string; readonly inbox?: string; readonly data?: string };
export type RunOptions = Places & { readonly once: boolean; readonly roles?: string };
/** `lang`: the samples of this language come first. */
export type DemoOptions = RunOptions & { readonly lang?: Language };
export type TopicsOptions = Places & { readonly json: boolean };
export type CallsOptions = Places & {
  readonly project?: string;
  readonly operator?: string;
  readonly from?: string;
  readonly to?: string;
  readonly below?: number;
  readonly failed?: string;
  readonly limit: number;
  readonly json: boolean;
};
export type ShowOptions = Places & { readonly project?: string; readonly json: boolean };
export type KpiOptions = Places & {
  /** Needed for all but --define. */
  readonly project?: string;
  readonly queue?: string;
  readonly operator?: string;
  readonly from?: string;
  readonly to?: string;
  readonly by: 'total' | 'interval';
  readonly attribution: 'cohort' | 'event';
  /** A number's id; true = the one that is named, or all of them. */
  readonly define?: string | true;
  readonly calls: boolean;
  /** With `calls`: which formula of the number; left out: the project's own, or the first. */
  readonly variant?: string;
  readonly json: boolean;
};

export type DeadAction = 'list' | 'show' | 'redrive';
export type DeadOptions = Places & {
  readonly project?: string;
  readonly stage?: string;
  readonly code?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly json?: boolean;
  /** list: also letters that were sent again; redrive: all open letters that match. */
  readonly all?: boolean;
  readonly bytes?: boolean;
  readonly dryRun?: boolean;
};
export type ReportOptions = Places & {
  readonly project?: string;
  /** Minutes. */
  readonly older: number;
  readonly json: boolean;
};
export type RescoreOptions = Places & {
  readonly project: string;
  readonly from?: string;
  readonly to?: string;
  readonly queue?: string;
  readonly operator?: string;
  readonly scorecard?: string;
  /** '' = the run that counts. */
  readonly run: string;
};

export type ModelsAction = 'list' | 'get' | 'verify' | 'rm';
export type ModelsOptions = { readonly json?: boolean; readonly force?: boolean };

/** `newToken`: whose token is made anew. */
export type ClickHouseOptions = Places & { readonly newToken?: TokenUser };

export type SimulateCommandOptions = Places & {
  readonly project?: string;
  readonly seed: string;
  readonly start?: string;
  readonly days: number;
  readonly calls: number;
  /** How many times an ordinary day the last one has. */
  readonly peak?: number;
  readonly speed: 'real' | 'max' | number;
  /** A folder of recordings with their CDRs; false = transcripts only. */
  readonly recordings?: string | false;
  /** 0–1: share of the answered calls that leave something to judge. */
  readonly judged: number;
  readonly faults: boolean;
  readonly truth?: string;
};

/** One function a command; each answers with the exit code: docs/operations.md lists them. */
export type Commands = {
  readonly run: (options: RunOptions) => Promise<number>;
  readonly demo: (options: DemoOptions) => Promise<number>;
  readonly calls: (options: CallsOptions) => Promise<number>;
  readonly show: (call: string, options: ShowOptions) => Promise<number>;
  readonly kpi: (name: string | undefined, options: KpiOptions) => Promise<number>;
  readonly topics: (options: TopicsOptions) => Promise<number>;
  readonly simulate: (options: SimulateCommandOptions) => Promise<number>;
  readonly dead: (action: DeadAction, ids: readonly string[], options: DeadOptions) => Promise<number>;
  readonly report: (options: ReportOptions) => Promise<number>;
  readonly rescore: (options: RescoreOptions) => Promise<number>;
  readonly models: (action: ModelsAction, names: readonly string[], options: ModelsOptions) => Promise<number>;
  readonly clickhouse: (options: ClickHouseOptions) => Promise<number>;
  readonly review: (options: Places) => Promise<number>;
  readonly checkConfig: (options: Places) => Promise<number>;
};

/** Reads the command line, calls the command it names and gives its exit code; 2 for a command line it cannot read. */
export async function runCommandLine(argv: readonly string[], commands: Commands, version: string): Promise<number> {
  let exitCode = 0;
  const program = new Command('etalon')
    .description('Call quality with evidence: recordings and CDRs in, scored calls in ClickHouse out.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(add --help for what the command takes)')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 wrong configuration or command line, 3 a line stopped for good, 4 a line stalled.',
    );

  places(program.command('run').description('take in the inbox folder, or with KAFKA_BROKERS what the topics hold'))
    .option('--once', 'inbox: end when everything in it is done', false)
    .option('--roles <lines>', 'Kafka: which lines run here: ingest,speech,score (default: all)')
    .action(async (options: RunOptions) => {
      exitCode = await commands.run(options);
    });
  places(program.command('demo').description('run the line on the sample calls and print each with its score'), OF_DEMO)
    .option('--once', 'end after the last call', false)
    .addOption(new Option('--lang <language>', 'the sample calls of this language first').choices(LANGUAGES))
    .action(async (options: DemoOptions) => {
      exitCode = await commands.demo(options);
    });
  places(program.command('calls').description('list calls, newest first, with score and failed criteria'))
    .option('-p, --project <id>', 'only this project')
    .option('-o, --operator <who>', 'only calls of this operator: id, name or alias')
    .option('--from <time>', 'started at or after: 2026-03-02 or 2026-03-02T09:00')
    .option('--to <time>', 'started before; a day counts whole')
    .option('--below <score>', 'scored below this, 0-100', parseNumber)
    .option('--failed <criterion>', 'only calls on which this criterion was failed')
    .option('-n, --limit <count>', 'at most so many', parseCount, 50)
    .option('--json', 'JSON instead of a table', false)
    .action(async (options: CallsOptions) => {
      exitCode = await commands.calls(options);
    });
  places(
    program
      .command('show <call>')
      .description('transcript, answers, evidence and versions of one call; its id, or project/id'),
  )
    .option('-p, --project <id>', 'needed when several projects have this call id')
    .option('--json', 'JSON instead of text', false)
    .action(async (call: string, options: ShowOptions) => {
      exitCode = await commands.show(call, options);
    });
  const kpi = program
    .command('kpi [number]')
    .description('the numbers of a project, or one of them: service-level, aht …');
  places(kpi)
    .option('-p, --project <id>', 'the project')
    .option('-q, --queue <name>', 'only this queue, for numbers of queues and legs')
    .option('-o, --operator <who>', 'only numbers of operators, of this one: id, name or alias')
    .option('--from <time>', 'from this time on, in the zone of the project')
    .option('--to <time>', 'up to this time; a day counts whole')
    .addOption(
      new Option('--by <grain>', 'one figure, or a row each half hour').choices(['total', 'interval']).default('total'),
    )
    .addOption(
      new Option('--attribution <rule>', 'count a call where it arrived (cohort) or where a thing happened (event)')
        .choices(['cohort', 'event'])
        .default('cohort'),
    )
    .option('--define [number]', 'what a number means; without one, which there are')
    .option('--calls', 'the calls of which the named number is made', false)
    .option('--variant <name>', 'with --calls: by this formula of it, as --define lists them')
    .option('--json', 'JSON instead of tables', false)
    .addHelpText(
      'after',
      `\nService level variants: ${SERVICE_LEVEL_VARIANTS.join(', ')}. Definitions: docs/metrics.md`,
    )
    .action(async (name: string | undefined, options: KpiOptions) => {
      if (options.project === undefined && options.define === undefined)
        kpi.error("error: required option '-p, --project <id>' not specified");
      exitCode = await commands.kpi(name, options);
    });
  places(program.command('topics').description('create the Kafka topics that are missing; tells what it did'))
    .option('--json', 'JSON instead of a table', false)
    .action(async (options: TopicsOptions) => {
      exitCode = await commands.topics(options);
    });
  places(
    program.command('simulate').description('send what an invented call centre sends, and write down what is true'),
  )
    .option('-p, --project <id>', 'only this project (default: all of projects.yaml)')
    .option('--seed <text>', 'equal seeds give equal messages', '1')
    .option(
      '--start <day>',
      'first day, 2026-03-02; it must not lie ahead (default: so that the last day was the day before yesterday; with --speed real today)',
    )
    .option('--days <count>', 'so many days', parseCount, 1)
    .option('--calls <count>', 'conversations of an average day, all projects together', parseCount, 200)
    .option('--peak <factor>', 'the last day has so many times the usual traffic, as Black Friday has', parseNumber)
    .option('--speed <how>', 'max, real, or a number: so many times faster than life', parseSpeed, 'max')
    .option('--recordings <folder>', 'recordings with their CDRs beside them (default: the samples)')
    .option('--no-recordings', 'transcripts in their place: nothing is to be heard')
    .option('--judged <share>', 'of the answered calls so many leave something to judge, 0-1', parseShare, 0.2)
    .option('--faults', 'corrections, duplicates, late, overtaken and broken messages', false)
    .option('--truth <file>', 'where the ground truth is written, a line of JSON a fact')
    .action(async (options: SimulateCommandOptions) => {
      exitCode = await commands.simulate(options);
    });
  const dead = program.command('dead').description('what could not be processed: list, show, send again');
  places(dead.command('list').description('dead letters, newest first'))
    .option('-p, --project <id>', 'only this project; "" for letters of which nobody knows the project')
    .addOption(new Option('--stage <line>', 'only letters of this line').choices(['ingest', 'speech', 'score']))
    .option('--code <code>', 'only letters with this error code')
    .option('--from <time>', 'from this time on: 2026-03-02 or 2026-03-02T09:00')
    .option('--to <time>', 'up to this time; a day counts whole')
    .addOption(new Option('--open', 'only letters that were not sent again (default)').conflicts('all'))
    .option('--all', 'also letters that were sent again')
    .option('-n, --limit <count>', 'at most so many', parseCount, 50)
    .option('--json', 'JSON instead of a table')
    .action(async (options: DeadOptions) => {
      exitCode = await commands.dead('list', [], options);
    });
  places(dead.command('show <id>').description('one letter with its reason, cure, headers and redrives'))
    .option('-p, --project <id>', 'needed when several projects have this letter')
    .option('--bytes', 'print the message too; it may hold personal data')
    .option('--json', 'JSON instead of text')
    .action(async (id: string, options: DeadOptions) => {
      exitCode = await commands.dead('show', [id], options);
    });
  places(dead.command('redrive [ids...]').description('send the messages of letters to their topics again'))
    .option('-p, --project <id>', 'with --code and --all: of this project; "" where nobody knows it')
    .option('--code <code>', 'with --project and --all: letters with this error code')
    .option('--all', 'all open letters of --code and --project')
    .option('--dry-run', 'only tell what would be sent')
    .action(async (ids: readonly string[], options: DeadOptions) => {
      exitCode = await commands.dead('redrive', ids, options);
    });
  places(program.command('report').description('recordings without a CDR, calls without a transcript, unscored calls'))
    .option('-p, --project <id>', 'only this project')
    .option('--older <minutes>', 'only what has waited for longer', parseNumber, 0)
    .option('--json', 'JSON instead of tables', false)
    .action(async (options: ReportOptions) => {
      exitCode = await commands.report(options);
    });
  places(program.command('rescore').description('have the calls of a period scored again, when no live call waits'))
    .requiredOption('-p, --project <id>', 'the project')
    .option('--from <time>', 'started at or after: 2026-03-02 or 2026-03-02T09:00')
    .option('--to <time>', 'started before; a day counts whole')
    .option('-q, --queue <name>', 'only calls that were in this queue')
    .option('-o, --operator <who>', 'only calls of this operator: id, name or alias')
    .option('--scorecard <id>', 'only calls that this scorecard has scored')
    .option(
      '--run <name>',
      'a what-if run of this name, which never counts (default: the run that counts)',
      parseRun,
      '',
    )
    .action(async (options: RescoreOptions) => {
      exitCode = await commands.rescore(options);
    });
  const models = program.command('models').description('models of the recognisers: list, fetch, check, remove');
  models
    .command('list')
    .description('models that are known, with size, licence and what is installed')
    .option('--json', 'JSON instead of a table')
    .exitOverride()
    .action(async (options: ModelsOptions) => {
      exitCode = await commands.models('list', [], options);
    });
  models
    .command('get <names...>')
    .description('fetch models; says first how much and from where')
    .exitOverride()
    .action(async (names: readonly string[], options: ModelsOptions) => {
      exitCode = await commands.models('get', names, options);
    });
  models
    .command('verify')
    .description('read every installed model and compare it with its digest')
    .exitOverride()
    .action(async (options: ModelsOptions) => {
      exitCode = await commands.models('verify', [], options);
    });
  models
    .command('rm <names...>')
    .description('remove models')
    .option('--force', 'also one that the configured engine needs')
    .exitOverride()
    .action(async (names: readonly string[], options: ModelsOptions) => {
      exitCode = await commands.models('rm', names, options);
    });
  places(program.command('review').description('serve the pages alone; `run` of one machine serves them too')).action(
    async (options: Places) => {
      exitCode = await commands.review(options);
    },
  );
  places(program.command('clickhouse').description('how boards and other clients of ClickHouse connect to the store'))
    .addOption(
      new Option('--new-token <user>', 'make a token and show it once; the old one is void').choices(TOKEN_USERS),
    )
    .action(async (options: ClickHouseOptions) => {
      exitCode = await commands.clickhouse(options);
    });
  places(
    program
      .command('check-config')
      .description('check environment, projects, operators and scorecards; all faults at once'),
  ).action(async (options: Places) => {
    exitCode = await commands.checkConfig(options);
  });

  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
}

/** Folders of a command whose user names none, as its help tells them; config.ts and main.ts fill them in. */
const USUAL = { config: 'config', inbox: 'inbox', data: 'data/etalon' } as const;
const OF_DEMO = { config: 'samples', inbox: 'samples/inbox', data: 'data/demo' } as const;

function places(command: Command, { config, inbox, data }: Required<Places> = USUAL): Command {
  return command
    .option('--config <folder>', `folder with projects.yaml and operators.csv (default: ${config})`)
    .option('--inbox <folder>', `folder with one folder a project (default: ${inbox})`)
    .option('--data <folder>', `where Etalon keeps its data (default: ${data})`)
    .exitOverride();
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('a number is expected.');
  return value;
}

function parseCount(text: string): number {
  const value = parseNumber(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number from 1 on is expected.');
  return value;
}

function parseSpeed(text: string): 'real' | 'max' | number {
  if (text === 'real' || text === 'max') return text;
  const factor = parseNumber(text);
  if (factor <= 0) throw new InvalidArgumentError('max, real or a number above 0 is expected.');
  return factor;
}

function parseShare(text: string): number {
  const value = parseNumber(text);
  if (value < 0 || value > 1) throw new InvalidArgumentError('a share between 0 and 1 is expected.');
  return value;
}

function parseRun(text: string): string {
  if (!/^[\w.-]{0,100}$/.test(text))
    throw new InvalidArgumentError('up to 100 letters, digits, . _ and - are expected.');
  return text;
}
