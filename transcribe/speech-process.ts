import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { speechReply } from './speech-messages.ts';
import type { SpeechModels, SpeechReply, SpeechRequest } from './speech-messages.ts';

const ENTRY = fileURLToPath(new URL('./speech-child.ts', import.meta.url));

/** `late`: the deadline passed and the process was killed. `ended`: it went away by itself; `how` is its code or signal. */
export type Asked =
  | { readonly kind: 'answered'; readonly reply: SpeechReply }
  | { readonly kind: 'late' }
  | { readonly kind: 'ended'; readonly how: string };

/** One child process, started when it is first asked and again after it ended. One question at a time. */
export type SpeechProcess = {
  /** Kills the process by its id when `deadlineMs` has passed or `signal` aborts; an abort rejects with its reason. */
  ask(request: SpeechRequest, deadlineMs: number, signal: AbortSignal): Promise<Asked>;
  pid(): number | null;
  close(): Promise<void>;
};

export function createSpeechProcess(models: SpeechModels): SpeechProcess {
  let child: ChildProcess | null = null;
  const running = (): ChildProcess => {
    if (child === null) {
      const started = startChild(models);
      started.once('exit', () => {
        if (child === started) child = null;
      });
      child = started;
    }
    return child;
  };
  return {
    ask: (request, deadlineMs, signal) => askChild(running(), request, deadlineMs, signal),
    pid: () => child?.pid ?? null,
    close: async () => {
      const last = child;
      child = null;
      if (last !== null) await ended(last);
    },
  };
}

function startChild(models: SpeechModels): ChildProcess {
  const child = fork(ENTRY, [JSON.stringify(models)], {
    execArgv: [],
    // Nothing of the parent's environment: it may hold keys. One thread a process, whatever the libraries think.
    env: { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
    // Standard input is a pipe that is never written: the child sees the parent's end by it.
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
  });
  // A pipe that breaks when the child dies; the exit event tells it.
  child.stdin?.on('error', () => undefined);
  return child;
}

function askChild(
  child: ChildProcess,
  request: SpeechRequest,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Asked> {
  return new Promise((resolve, reject) => {
    let late = false;
    const kill = (): void => void child.kill('SIGKILL');
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, deadlineMs);
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onError);
    };
    const onMessage = (message: unknown): void => {
      settle();
      resolve({ kind: 'answered', reply: speechReply.parse(message) });
    };
    const onEnd = (how: string): void => {
      settle();
      if (signal.aborted) reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      else resolve(late ? { kind: 'late' } : { kind: 'ended', how });
    };
    const onExit = (code: number | null, by: NodeJS.Signals | null): void => {
      onEnd(by ?? `code ${String(code)}`);
    };
    const onError = (error: Error): void => {
      onEnd(error.name);
    };
    child.once('message', onMessage);
    child.once('exit', onExit);
    child.once('error', onError);
    signal.addEventListener('abort', kill, { once: true });
    if (signal.aborted) kill();
    // A send that fails means that the process is going; its exit event follows.
    child.send(request, () => undefined);
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  child.kill('SIGKILL');
  await gone;
}
