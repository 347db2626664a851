import { importsOf } from './imports.ts';
import type { Repository } from './compose-service.ts';
import {
  admittedBy,
  argumentsOf,
  copiesOf,
  environmentOf,
  inherited,
  matches,
  readDockerfile,
  type BuildStage,
} from './dockerfile.ts';

export type ImageWishes = {
  /** package.json's scripts, by name. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Files that must be in the image. */
  readonly needed: readonly string[];
  /** Version of the Node that the packages bring. */
  readonly node: string;
};

/** Everything that is wrong with the Dockerfile and .dockerignore, one sentence each. */
export function imageFaults(repository: Repository, wishes: ImageWishes): readonly string[] {
  const stages = readDockerfile(repository.read('Dockerfile') ?? '');
  const admitted = admittedBy(repository.read('.dockerignore') ?? '');
  const known = stages.map(({ name }) => name);
  return [
    ...stages.flatMap((stage) => baseFaults(stage, known, wishes.node)),
    ...stages.flatMap((stage) => copyFaults(stage, known, repository, admitted)),
    ...['models', 'etalon'].flatMap((name) => entryFaults(name, stages, repository, wishes)),
    ...missingFiles(stages, repository, wishes, admitted),
    ...pageFaults(stages, repository),
    ...healthFaults(stages),
    ...[
      '.git/config',
      'node_modules/zod/package.json',
      'deploy/secrets/etalon_secret',
      'test/unit/x.test.ts',
      'samples/x',
      'review/built/index.html',
    ]
      .filter(admitted)
      .map((path) => `.dockerignore lets ${path} into the build`),
  ];
}

function baseFaults({ from }: BuildStage, known: readonly string[], node: string): readonly string[] {
  return known.includes(from) || from === `node:${node}-bookworm-slim`
    ? []
    : [`FROM ${from}: not Node ${node}, nor a stage`];
}

function copyFaults(
  stage: BuildStage,
  known: readonly string[],
  { read, isFolder, filesIn }: Repository,
  admitted: (path: string) => boolean,
): readonly string[] {
  return copiesOf(stage.instructions).flatMap(({ from, sources, target }) => {
    if (from !== null) return known.includes(from) ? [] : [`COPY --from=${from}: no such stage`];
    return sources.flatMap((source) => {
      const found = source.includes('*') ? filesIn('.').filter((path) => matches(source, path)) : [source];
      const there = found.filter((path) => (read(path) !== null || isFolder(path)) && admitted(path));
      return [
        ...(there.length > 0 ? [] : [`COPY ${source}: it is not there, or .dockerignore leaves it out`]),
        ...(target === './' || target === source ? [] : [`COPY ${source} ${target}: imports would not find it`]),
      ];
    });
  });
}

/** The start command is in exec form, so that it gets signals itself, and what it starts is there; nobody is root. */
function entryFaults(
  name: string,
  stages: readonly BuildStage[],
  { read }: Repository,
  { scripts }: ImageWishes,
): readonly string[] {
  const instructions = inherited(stages, name);
  const [user = 'root'] = argumentsOf(instructions, 'USER').slice(-1);
  const [entry = ''] = argumentsOf(instructions, 'ENTRYPOINT').slice(-1);
  const [program, ...words] = /^\["/.test(entry) ? entry.slice(2, -2).split('", "') : [];
  const starts = {
    node: read(words[0] ?? '') !== null,
    npm: words[0] === 'run' && scripts[words[1] ?? ''] !== undefined,
  };
  const isThere = program === 'node' || program === 'npm' ? starts[program] : false;
  return [
    ...(/^[1-9]\d*:[1-9]\d*$/.test(user) ? [] : [`stage ${name} runs as ${user}`]),
    ...(isThere ? [] : [`stage ${name}: ENTRYPOINT ${entry} starts nothing that is there`]),
  ];
}

function missingFiles(
  stages: readonly BuildStage[],
  { read }: Repository,
  { needed }: ImageWishes,
  admitted: (path: string) => boolean,
): readonly string[] {
  const copied = copiesOf(inherited(stages, 'etalon')).flatMap(({ from, sources }) => {
    return from === null ? sources : sources.map((source) => source.replace(/^\/app\//, ''));
  });
  const isCopied = (path: string): boolean =>
    copied.some((source) => matches(source, path) || path.startsWith(`${source}/`));
  return needed
    .filter((path) => read(path) === null || !isCopied(path) || !admitted(path))
    .map((path) => `${path} is needed and not in the image`);
}

/** The files that some files import, those that these import, and so on; the first ones too. */
export function imported(entries: readonly string[], read: Repository['read']): readonly string[] {
  const reached = new Set(entries);
  for (const file of reached) {
    const source = read(file);
    if (source === null) continue;
    for (const found of importsOf(file, source)) if (found.own && !found.typeOnly) reached.add(found.to);
  }
  return [...reached];
}

/** The pages are not in the repository: a stage builds them, and the image takes them from there. */
function pageFaults(stages: readonly BuildStage[], { read, filesIn }: Repository): readonly string[] {
  const taken = copiesOf(inherited(stages, 'etalon')).find(({ target }) => target === 'review/built');
  const built = inherited(stages, taken?.from ?? '');
  const sources = copiesOf(built).flatMap((copy) => (copy.from === null ? copy.sources : []));
  const code = filesIn('review/pages').filter((path) => /\.tsx?$/.test(path));
  const rooms = imported(code, read).map((path) => path.split('/')[0] ?? '');
  const missing = [...new Set(['setup', 'tsconfig.json', ...rooms])].filter((source) => !sources.includes(source));
  return [
    ...(taken?.sources.includes('/app/review/built') === true ? [] : ['review/built is not in the image']),
    ...(argumentsOf(built, 'RUN').includes('node setup/setup.js --pages-only') ? [] : ['no stage builds the pages']),
    ...missing.map((source) => `the stage that builds the pages has no ${source}`),
  ];
}

function healthFaults(stages: readonly BuildStage[]): readonly string[] {
  const instructions = inherited(stages, 'etalon');
  const port = /:(\d+)$/.exec(environmentOf(instructions)['ETALON_HTTP'] ?? '')?.[1] ?? '?';
  const [check = ''] = argumentsOf(instructions, 'HEALTHCHECK').slice(-1);
  return [
    ...(check.includes(`127.0.0.1:${port}/healthz`) && check.includes('CMD ["node", ')
      ? []
      : [`HEALTHCHECK does not ask /healthz at ${port}`]),
    ...(argumentsOf(instructions, 'EXPOSE').includes(port) ? [] : [`EXPOSE does not name ${port}`]),
    ...(argumentsOf(instructions, 'STOPSIGNAL').includes('SIGTERM') ? [] : ['STOPSIGNAL is not SIGTERM']),
  ];
}
