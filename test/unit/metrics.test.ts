import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METRIC_NAMES, openMetrics, type Metrics } from '../../metrics.ts';

/** Everything once, so that every metric has a sample. */
function used(): Metrics {
  const metrics = openMetrics();
  metrics.message('ingest', 'loaded');
  metrics.message('ingest', 'loaded', 4);
  metrics.stage('speech', 'fetch', 0.7);
  metrics.lag('ingest', 'calls.cdr', 12);
  metrics.deadLetter('ingest', 'JSON_INVALID');
  metrics.retry('store');
  metrics.heard(60, 24);
  metrics.slots(1, 4);
  metrics.oldestUnscored(90);
  metrics.stalled('score', true);
  metrics.build('0.1.0');
  return metrics;
}

/** Names of the metrics in a text, from their HELP lines. */
const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/^# HELP (\S+)/gm)].map(([, name]) => name ?? '');
const helpsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^# HELP (etalon_(?!process_|nodejs_)\S+) (.*)$/gm)].map(([, , help]) => help ?? '');
const ofProcess = (name: string): boolean => /^etalon_(process|nodejs)_/.test(name);
const lines = (text: string): readonly string[] => text.split('\n');

describe('the metrics', () => {
  it('are the ones listed, and those of the process', async () => {
    const names = namesIn(await used().text());
    expect(names.filter((name) => !ofProcess(name)).sort()).toEqual([...METRIC_NAMES].sort());
    expect(names.filter(ofProcess)).toContain('etalon_process_resident_memory_bytes');
  });

  it('have a unit or _total in their name where they have one, and a sentence as help', async () => {
    const unitless = ['etalon_build_info', 'etalon_real_time_factor', 'etalon_stalled'];
    const counted = /_(seconds|total|messages|slots|slots_busy)$/;
    expect(METRIC_NAMES.filter((name) => !counted.test(name) && !unitless.includes(name))).toEqual([]);
    const helps = helpsIn(await used().text());
    expect(helps).toHaveLength(METRIC_NAMES.length);
    expect(helps.filter((help) => !/^[A-Z].+\.$/.test(help))).toEqual([]);
  });

  it('show what was counted, with the labels it was counted under', async () => {
    const text = lines(await used().text());
    expect(text).toContain('etalon_messages_total{line="ingest",outcome="loaded"} 5');
    expect(text).toContain('etalon_lag_messages{line="ingest",topic="calls.cdr"} 12');
    expect(text).toContain('etalon_dead_letters_total{stage="ingest",code="JSON_INVALID"} 1');
    expect(text).toContain('etalon_retries_total{what="store"} 1');
    expect(text).toContain('etalon_speech_slots_busy 1');
    expect(text).toContain('etalon_speech_slots 4');
    expect(text).toContain('etalon_oldest_unscored_call_seconds 90');
    expect(text).toContain('etalon_stalled{line="score"} 1');
    expect(text).toContain('etalon_build_info{version="0.1.0"} 1');
    expect(text).toContain('etalon_stage_seconds_sum{line="speech",stage="fetch"} 0.7');
  });

  it('count from zero, so that the first refusal is seen by a rate', async () => {
    const text = lines(await openMetrics().text());
    expect(text).toContain('etalon_messages_total{line="score",outcome="refused"} 0');
    expect(text).toContain('etalon_retries_total{what="broker"} 0');
  });

  it('the real-time factor is the time taken by the length heard', async () => {
    const text = lines(await used().text());
    expect(text).toContain('etalon_real_time_factor_sum 0.4');
    expect(text).toContain('etalon_real_time_factor_bucket{le="0.5"} 1');
    expect(text).toContain('etalon_real_time_factor_bucket{le="0.3"} 0');
    expect(text).toContain('etalon_audio_seconds_total 60');
    expect(text).toContain('etalon_hearing_seconds_total 24');
  });

  it('a recording without length costs time and has no factor', async () => {
    const metrics = openMetrics();
    metrics.heard(0, 0.2);
    const text = lines(await metrics.text());
    expect(text).toContain('etalon_real_time_factor_count 0');
    expect(text).toContain('etalon_hearing_seconds_total 0.2');
  });

  it('of two openings do not see each other', async () => {
    const metrics = used();
    expect(lines(await openMetrics().text())).toContain('etalon_messages_total{line="ingest",outcome="loaded"} 0');
    expect(metrics.contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  });
});

describe('the topic, the one label that is no closed list', () => {
  it('no telephone number, address or name becomes one', async () => {
    const metrics = openMetrics();
    const personal = ['+359880000101', 'calls.359880000101', '359-88-000-0101', 'emma@example.com', 'Emma Reed', ''];
    for (const topic of personal) metrics.lag('ingest', topic, 1);
    const labels = lines(await metrics.text()).filter((line) => line.startsWith('etalon_lag_messages{'));
    expect(labels).toEqual(['etalon_lag_messages{line="ingest",topic="other"} 1']);
  });

  it('whatever it is called, the text can be read line by line', async () => {
    const metrics = openMetrics();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (topic) => {
        metrics.lag('ingest', topic, 1);
      }),
    );
    const labels = lines(await metrics.text()).filter((line) => line.startsWith('etalon_lag_messages{'));
    expect(labels.filter((line) => !/^etalon_lag_messages\{line="ingest",topic="[\w.-]+"\} 1$/.test(line))).toEqual([]);
    expect(labels).toContain('etalon_lag_messages{line="ingest",topic="other"} 1');
  });

  it('grows to 64 topics and no further', async () => {
    const metrics = openMetrics();
    for (let nth = 0; nth < 100; nth++) metrics.lag('speech', `calls.recordings.retry-${String(nth)}`, nth);
    const labels = lines(await metrics.text()).filter((line) => line.startsWith('etalon_lag_messages{'));
    expect(labels).toHaveLength(65);
    expect(labels).toContain('etalon_lag_messages{line="speech",topic="other"} 99');
  });
});
