import type { Compose, ComposeService } from './compose-file.ts';
import type { Instruction } from './dockerfile.ts';

/** What the deployment files are checked against. Paths are relative to the repository. */
export type Repository = {
  readonly version: string;
  /** Every file, as text; null when there is none. */
  readonly read: (path: string) => string | null;
  readonly isFolder: (path: string) => boolean;
  /** Files of a folder, with their paths. */
  readonly filesIn: (folder: string) => readonly string[];
  /** Left out by .gitignore: made by whoever runs it. */
  readonly isIgnored: (path: string) => boolean;
  /** Environment names that config.ts reads. */
  readonly settings: ReadonlySet<string>;
};

export type Faults = readonly string[];

/** One service, with what is needed to judge it. */
export type Seen = {
  readonly compose: Compose;
  readonly repository: Repository;
  readonly name: string;
  readonly service: ComposeService;
  /** Of the build stage a service is made from; none for images of others. */
  readonly image: readonly Instruction[];
  /** What the process finds: of the image and of the service. */
  readonly environment: Readonly<Record<string, string>>;
};

/** Texts in which a service may name a secret, an address or a variable: its own and those of the files mounted into it. */
export function textsOf({ service, environment, repository }: Seen): readonly string[] {
  const check = service.healthcheck;
  const files = service.volumes.filter(({ isBind }) => isBind).map(({ source }) => relative(source));
  const mounted = files.flatMap((path) => (repository.isFolder(path) ? repository.filesIn(path) : [path]));
  return [
    ...Object.values(environment),
    ...service.entrypoint,
    ...(check !== undefined && 'test' in check ? check.test : []),
    ...mounted.filter((path) => !repository.isIgnored(path)).map((path) => repository.read(path) ?? ''),
  ];
}

/** A path as the repository has it. */
export const relative = (path: string): string => path.replace(/^\.\//, '');
