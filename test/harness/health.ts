import { z } from 'zod';
import { inTime } from './eventually.ts';
import type { RoleProcess } from './role-process.ts';

/** ETALON_STOP_SECONDS is 60 where nothing else is said. */
const STOPPED_MS = 75_000;

const checks = z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() }));

/** What /readyz says: its status, and the details of what is not in order. */
export async function readiness({
  healthPort,
}: RoleProcess): Promise<{ readonly status: number; readonly out: readonly string[] }> {
  const answer = await fetch(`http://127.0.0.1:${healthPort}/readyz`);
  const found = checks.parse(await answer.json());
  return { status: answer.status, out: found.filter(({ ok }) => !ok).map(({ detail }) => detail) };
}

/** Processes that do not say of themselves that `detail` is out of order, a line each. */
export async function notYetOut(processes: readonly RoleProcess[], detail: string): Promise<readonly string[]> {
  const said = await Promise.all(processes.map(readiness));
  return said.flatMap(({ status, out }, nth) =>
    status === 503 && out.includes(detail) ? [] : [`process ${nth} to say ${detail}, says ${status} ${out.join(', ')}`],
  );
}

/** Processes that are not ready, a line each. */
export async function notYetReady(processes: readonly RoleProcess[]): Promise<readonly string[]> {
  const said = await Promise.all(processes.map(readiness));
  return said.flatMap(({ status, out }, nth) =>
    status === 200 ? [] : [`process ${nth} to be ready, says ${status} ${out.join(', ')}`],
  );
}

const logged = z.looseObject({ msg: z.string(), attempt: z.number().optional() });

/** The lines of a process's log with this sentence. */
export function saidOf(process: Pick<RoleProcess, 'log'>, sentence: string): readonly z.infer<typeof logged>[] {
  return process
    .log()
    .filter((line) => line.includes(sentence))
    .flatMap((line) => logged.safeParse(JSON.parse(line)).data ?? []);
}

/** Ends processes softly; their exit codes. Nothing may keep one for longer than its work in hand may take. */
export function stopAll(processes: readonly Pick<RoleProcess, 'stop'>[]): Promise<readonly (number | null)[]> {
  return Promise.all(processes.map((one, nth) => inTime(STOPPED_MS, `the end of process ${nth}`, one.stop())));
}
