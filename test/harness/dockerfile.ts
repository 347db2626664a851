export type Instruction = { readonly name: string; readonly argument: string };
export type BuildStage = {
  readonly from: string;
  readonly name: string;
  readonly instructions: readonly Instruction[];
};
export type Copy = { readonly from: string | null; readonly sources: readonly string[]; readonly target: string };

/** The stages of a Dockerfile, without comments, each instruction on one line. */
export function readDockerfile(text: string): readonly BuildStage[] {
  const joined = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, ' ');
  const instructions = [...joined.matchAll(/^([A-Z]+)\s+(.*)$/gm)].map(([, name = '', argument = '']) => {
    return { name, argument: argument.trim() };
  });
  const starts = instructions.flatMap(({ name }, at) => (name === 'FROM' ? [at] : []));
  return starts.map((start, nth) => {
    const [from = '', , name = ''] = instructions[start]?.argument.split(/\s+/) ?? [];
    return { from, name, instructions: instructions.slice(start + 1, starts[nth + 1]) };
  });
}

/** A stage with what it inherits from the stages it stands on, oldest first. */
export function inherited(stages: readonly BuildStage[], name: string): readonly Instruction[] {
  const stage = stages.find((one) => one.name === name);
  return stage === undefined ? [] : [...inherited(stages, stage.from), ...stage.instructions];
}

export function argumentsOf(instructions: readonly Instruction[], name: string): readonly string[] {
  return instructions.filter((one) => one.name === name).map(({ argument }) => argument);
}

export function environmentOf(instructions: readonly Instruction[]): Readonly<Record<string, string>> {
  const pairs = argumentsOf(instructions, 'ENV').flatMap((argument) => argument.split(/\s+/));
  return Object.fromEntries(pairs.map((pair) => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)]));
}

export function copiesOf(instructions: readonly Instruction[]): readonly Copy[] {
  return argumentsOf(instructions, 'COPY').map((argument) => {
    const words = argument.split(/\s+/);
    const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length) ?? null;
    const paths = words.filter((word) => !word.startsWith('--'));
    return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' };
  });
}

/** Whether a path of the repository gets into the build: the last pattern that matches it, or a folder above it, decides. */
export function admittedBy(dockerignore: string): (path: string) => boolean {
  const rules = dockerignore.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return (path) => {
    const parts = path.split('/');
    const above = parts.map((_, nth) => parts.slice(0, nth + 1).join('/'));
    const last = rules.findLast((rule) => above.some((one) => matches(rule.replace(/^!/, ''), one)));
    return last === undefined || last.startsWith('!');
  };
}

/** Docker's `*` stands for anything but a slash, a leading dot included. */
export function matches(pattern: string, path: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('[^/]*')}$`).test(path);
}
