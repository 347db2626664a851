import { expect, it } from 'vitest';
import { figuresOf, keepFigures } from '../../keep-figures.ts';
import { openMetrics } from '../../metrics.ts';
import type { PipelineFigure } from '../../store/tables/pipeline-figures.ts';

const AT = Date.UTC(2026, 10, 1);
const quiet = { warn: (): void => undefined };

it('a figure keeps its name, its labels in order and its value', async () => {
  const metrics = openMetrics();
  metrics.message('score', 'loaded', 3);
  metrics.deadLetter('speech', 'UNEXPECTED');
  metrics.oldestUnscored(12.5);
  metrics.heard(60, 30);
  const figures = figuresOf(await metrics.text(), AT, 'score@host');
  const told = (name: string, labels: string, value: number) => ({
    at: AT,
    process: 'score@host',
    name,
    labels,
    value,
  });
  expect(figures).toEqual(
    expect.arrayContaining([
      told('etalon_messages_total', '{"line":"score","outcome":"loaded"}', 3),
      told('etalon_dead_letters_total', '{"code":"UNEXPECTED","stage":"speech"}', 1),
      told('etalon_oldest_unscored_call_seconds', '{}', 12.5),
      told('etalon_audio_seconds_total', '{}', 60),
      told('etalon_real_time_factor_sum', '{}', 0.5),
      told('etalon_real_time_factor_count', '{}', 1),
    ]),
  );
});

it('buckets of histograms and what concerns Node are not kept', async () => {
  const metrics = openMetrics();
  metrics.stage('ingest', 'fetch', 1);
  const names = figuresOf(await metrics.text(), AT, 'p').map(({ name }) => name);
  expect(names).toContain('etalon_stage_seconds_sum');
  expect(names.filter((name) => /_bucket$|nodejs|process_cpu/.test(name))).toEqual([]);
});

it('a label with a quote and a line that is no figure are read for what they are', () => {
  const text = '# HELP etalon_stalled x\netalon_stalled{line="a\\"b"} 1\netalon_stalled NaN\n\nother 5\n';
  expect(figuresOf(text, AT, 'p')).toEqual([
    { at: AT, process: 'p', name: 'etalon_stalled', labels: '{"line":"a\\"b"}', value: 1 },
  ]);
});

it('figures are kept at once and again, and a store that refuses them ends nothing', async () => {
  const stop = new AbortController();
  const kept: (readonly PipelineFigure[])[] = [];
  const warned: unknown[] = [];
  const insert = (figures: readonly PipelineFigure[]): Promise<void> => {
    kept.push(figures);
    if (kept.length === 3) stop.abort();
    return kept.length === 1 ? Promise.reject(new Error('away')) : Promise.resolve();
  };
  const log = { warn: (fields: unknown): void => void warned.push(fields) };
  await keepFigures({ metrics: openMetrics(), insert, process: 'p', everyMs: 1, log }, stop.signal);
  expect(kept).toHaveLength(3);
  expect(kept[2]?.length).toBeGreaterThan(10);
  expect(warned).toEqual([{ code: 'UNEXPECTED' }]);
});

it('nothing is kept once it is over', async () => {
  const never = (): never => {
    throw new Error('asked after the end');
  };
  await keepFigures(
    { metrics: { text: never }, insert: never, process: 'p', everyMs: 1, log: quiet },
    AbortSignal.abort(),
  );
});
