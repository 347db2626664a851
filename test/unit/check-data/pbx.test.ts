import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dialogueFindings, pbxFindings } from '../../check-data/pbx.ts';
import { cdrRow, NINE } from '../../harness/asterisk.ts';

/** A folder of data that holds these files, by their paths in it. */
function dataWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'etalon-data-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const rowOf = (nth: number, sequence = 1): string => {
  const uniqueid = `${String(NINE)}.${String(nth)}`;
  return cdrRow({ from: 'SIP/carrier-1', to: 'SIP/101-2', at: [0, 8, 68], uniqueid, linkedid: uniqueid, sequence });
};
const BROKEN = rowOf(3).replace(/2026-\d\d-\d\d/g, 'some day');
/** A call as Amazon Connect tells of it. */
const CONTACT = JSON.stringify({
  ...{ contactId: 'c1', channel: 'VOICE', initiationMethod: 'INBOUND', eventType: 'CONNECTED_TO_AGENT' },
  initiationTimestamp: '2026-03-02T07:00:00.000Z',
});

describe('a file of a telephone system', () => {
  it.each([
    ['with every row that was counted in it', [rowOf(1), rowOf(2)], true],
    ['with a row that is refused', [rowOf(1), rowOf(2), BROKEN], false],
    ['of which a row is missing', [rowOf(1)], false],
    ['whose rows are all of one call, where there are two', [rowOf(1), rowOf(1, 2)], false],
  ])('%s', async (_, rows, ok) => {
    const path = 'pbx/asterisk/testsuite_Master.csv';
    const findings = await pbxFindings(dataWith({ [path]: `${rows.join('\n')}\n` }));
    expect(findings.map((finding) => [finding.what, finding.ok])).toEqual([[path, ok]]);
  });

  it('whose rows nobody counted has to be taken without one that is refused', async () => {
    const of = async (...rows: readonly string[]): Promise<readonly boolean[]> => {
      const findings = await pbxFindings(dataWith({ 'pbx/other.csv': `${rows.join('\n')}\n` }));
      return findings.map(({ ok }) => ok);
    };
    expect(await of(rowOf(1))).toEqual([true]);
    expect(await of(rowOf(1), BROKEN)).toEqual([false]);
  });

  it('that tells of no call has to be refused', async () => {
    const form = (text: string) => pbxFindings(dataWith({ 'pbx/evaluation_form_output.json': text }));
    expect((await form('{"evaluationId":"e1"}')).map(({ ok }) => ok)).toEqual([true]);
    expect((await form(CONTACT)).map(({ ok }) => ok)).toEqual([false]);
  });
});

describe('the result of another system', () => {
  it.each([
    ['is refused, as it should be', '{"jobs":[{"id":"d1"}]}', true],
    ['is none where it is taken for a call', CONTACT, false],
    ['that cannot be read as anything at all is refused too', '{', true],
  ])('%s', async (_, text, ok) => {
    const findings = await dialogueFindings(dataWith({ 'dialogues/one.json': text }));
    expect(findings.map((finding) => [finding.what, finding.ok])).toEqual([['dialogues/one.json', ok]]);
  });
});

it('a folder in which nothing can be looked at is not as it should be', async () => {
  const empty = dataWith({});
  expect((await dialogueFindings(empty)).map(({ ok }) => ok)).toEqual([false]);
  expect((await pbxFindings(empty)).map(({ ok }) => ok)).toEqual([false]);
});
