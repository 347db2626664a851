import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../harness/eventually.ts';
import { childrenOf, isRunning } from '../../harness/process-tree.ts';
import { rowsOf } from '../../harness/run-line.ts';
import { makeAudio } from '../../harness/speech-tools.ts';
import { cdr } from '../../harness/test-inbox.ts';
import { makeOld, settledFile, watchedShop } from '../../harness/watching-line.ts';

const WITHIN_MS = 120_000;
/** A model takes some 200 MB beside what the process has already. */
const ROOM_BYTES = 40 << 20;

const WAYS: readonly (readonly [string, (pid: number) => void])[] = [
  ['runs out of memory', leaveLittleMemory],
  ['is killed', (pid) => void process.kill(pid, 'SIGKILL')],
  ['crashes', (pid) => void process.kill(pid, 'SIGSEGV')],
  // It is killed when the deadline has passed for the stretch it was asked about: half a minute and three times its length.
  ['hangs', (pid) => void process.kill(pid, 'SIGSTOP')],
];

describe('a recogniser in a line that runs', () => {
  it.for(WAYS)('%s: another one hears the recording, and no process is left', async ([, strike]) => {
    const { shop, dataDir, line } = await watchedShop();
    settledFile(join(shop, 'struck.json'), cdr('struck'));
    const recording = join(shop, 'struck.wav');
    makeAudio('-t', '8', '-i', 'samples/inbox/shop/good-call.wav', '-c:a', 'pcm_mulaw', recording);
    makeOld(recording);
    let struck = 0;
    await eventually(WITHIN_MS, async () => {
      const [child = 0] = await recognisersOf(line.pid);
      if (child > 0 && struck === 0) strike((struck = child));
      return struck > 0 && !isRunning(struck) ? [] : ['the end of a recogniser'];
    });
    await eventually(WITHIN_MS, () => line.notYetSaid('shop/struck · '));
    const children = await childrenOf(line.pid);
    expect(await line.stop()).toBe(0);
    expect(children.filter(isRunning)).toEqual([]);
    const { recordings, transcripts } = await rowsOf(dataDir);
    expect(recordings).toMatchObject([{ callId: 'struck', state: 'present' }]);
    expect(transcripts).toMatchObject([
      { callId: 'struck', 'utterances.text': expect.arrayContaining([expect.any(String)]) as unknown },
    ]);
  });
});

async function recognisersOf(pid: number): Promise<readonly number[]> {
  const children = await childrenOf(pid);
  return children.filter((child) => commandOf(child).includes('speech-child'));
}

function commandOf(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    // It has ended in between.
    return '';
  }
}

/** What it asks for from now on it does not get, as on a machine whose memory is full. */
function leaveLittleMemory(pid: number): void {
  const kilobytes = Number(execFileSync('ps', ['-o', 'vsz=', '-p', String(pid)], { encoding: 'utf8' }));
  execFileSync('prlimit', ['--pid', String(pid), `--as=${String(kilobytes * 1024 + ROOM_BYTES)}`]);
}
