import { readFileSync } from 'node:fs';

/** A line of docs/benchmarks.md. `pass` is null where a figure is only reported: its bar stands beside it, and is not held. */
export type Measured = {
  readonly id: string;
  readonly what: string;
  readonly bar: string;
  /** Median over the pairs. */
  readonly ratio: number;
  /** Smallest and largest pair. */
  readonly spread: readonly [number, number];
  readonly n: number;
  readonly pass: boolean | null;
  readonly note: string;
};

/** What the kernel counts in: clock ticks of 1/100 s (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** CPU-seconds that this process and its finished children have used, user and system. Linux. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + childCpuSeconds();
}

/** Of the finished children alone, and of theirs. */
export function childCpuSeconds(): number {
  const fields = statOf('self');
  return (Number(fields[16]) + Number(fields[17])) / TICKS_PER_SECOND;
}

/** Of another process that runs, without its children. */
export function cpuSecondsOf(pid: number): number {
  const fields = statOf(String(pid));
  return (Number(fields[14]) + Number(fields[15])) / TICKS_PER_SECOND;
}

/** Fields as proc(5) counts them: utime and stime are 14 and 15, cutime and cstime 16 and 17. */
function statOf(pid: string): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command name may hold spaces; what follows its bracket does not. The first thing there is field 3.
  return ['', '', '', ...stat.slice(stat.lastIndexOf(')') + 2).split(' ')];
}

export type Pair = { readonly a: number; readonly b: number };

/** Measures A and B in turn, A B A B …, so that what else the machine does falls on both. */
export async function pairs(n: number, a: () => Promise<number>, b: () => Promise<number>): Promise<Pair[]> {
  const measured: Pair[] = [];
  for (let nth = 0; nth < n; nth++) measured.push({ a: await a(), b: await b() });
  return measured;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/** The ratio of A to B pair by pair: median and spread. */
export function ratioOf(measured: readonly Pair[]): Pick<Measured, 'ratio' | 'spread' | 'n'> {
  const ratios = measured.map(({ a, b }) => a / b);
  return { ratio: median(ratios), spread: [Math.min(...ratios), Math.max(...ratios)], n: measured.length };
}
