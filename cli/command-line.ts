import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { SERVICE_LEVEL_VARIANTS } from '../ingest/project.ts';

export type Places = { readonly config?: string; readonly inbox?: string; readonly data?: string };
export type RunOptions = Places & { readonly once: boolean };
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
  readonly project: string;
  readonly queue?: string;
  readonly from?: string;
  readonly to?: string;
  readonly by: 'total' | 'interval';
  readonly attribution: 'cohort' | 'event';
  readonly json: boolean;
};

/** One function a command; each answers with the exit code: 0 done, 1 failed, 2 wrong configuration or usage. */
export type Commands = {
  readonly run: (options: RunOptions) => Promise<number>;
  readonly demo: (options: RunOptions) => Promise<number>;
  readonly calls: (options: CallsOptions) => Promise<number>;
  readonly show: (call: string, options: ShowOptions) => Promise<number>;
  readonly kpi: (options: KpiOptions) => Promise<number>;
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
    .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong configuration or command line.');

  places(program.command('run').description('take in the inbox folder and go on watching it'))
    .option('--once', 'end when everything in the inbox is done', false)
    .action(async (options: RunOptions) => {
      exitCode = await commands.run(options);
    });
  places(program.command('demo').description('run the line on the sample calls and print each with its score'))
    .option('--once', 'end after the last call', false)
    .action(async (options: RunOptions) => {
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
  places(program.command('kpi').description('service level, ASA, abandons, quality per operator'))
    .requiredOption('-p, --project <id>', 'the project')
    .option('-q, --queue <name>', 'only this queue (quality is of all queues)')
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
    .option('--json', 'JSON instead of tables', false)
    .addHelpText(
      'after',
      `\nService level variants: ${SERVICE_LEVEL_VARIANTS.join(', ')}. Definitions: docs/metrics.md`,
    )
    .action(async (options: KpiOptions) => {
      exitCode = await commands.kpi(options);
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

function places(command: Command): Command {
  return command
    .option('--config <folder>', 'folder with projects.yaml and operators.csv (default: config)')
    .option('--inbox <folder>', 'folder with one folder a project (default: inbox)')
    .option('--data <folder>', 'where Etalon keeps its data (default: data/etalon)')
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
