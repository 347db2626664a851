import { describe, expect, it } from 'vitest';
import { readConfig } from '../../config.ts';
import { EtalonError } from '../../errors.ts';

const faultsOf = (env: NodeJS.ProcessEnv): string => {
  try {
    readConfig({}, env);
  } catch (error) {
    if (error instanceof EtalonError && error.code === 'CONFIG_INVALID') return String(error.params['faults']);
    throw error;
  }
  return '';
};

describe('the configuration', () => {
  it('works without a single setting: one machine, everything embedded', () => {
    expect(readConfig({}, {})).toMatchObject({ store: { kind: 'embedded' }, engine: { kind: 'whisper' } });
  });

  it('takes CLICKHOUSE_URL for a server', () => {
    const { store } = readConfig({}, { CLICKHOUSE_URL: 'http://clickhouse.example:8123', CLICKHOUSE_USER: 'etalon' });
    expect(store).toEqual({
      kind: 'server',
      url: 'http://clickhouse.example:8123',
      user: 'etalon',
      password: '',
      cluster: '',
    });
  });

  it('lists all faults at once, each with its variable', () => {
    const faults = faultsOf({ CLICKHOUSE_URL: 'no address', ETALON_SLOTS: 'many', ETALON_SECRET: 'short' });
    expect(faults.split('\n')).toHaveLength(3);
    for (const name of ['CLICKHOUSE_URL', 'ETALON_SLOTS', 'ETALON_SECRET']) expect(faults).toContain(name);
  });

  it('asks for the address when a remote recogniser is wanted', () => {
    expect(faultsOf({ ETALON_ENGINE: 'openai' })).toContain('ETALON_SPEECH_URL');
  });

  it('takes Vosk models of the user’s own, by language, and none where none was fetched', () => {
    const env = { ETALON_ENGINE: 'vosk', ETALON_CACHE: '/cache' };
    expect(readConfig({}, env).engine).toEqual({ kind: 'vosk', models: [] });
    const own = readConfig({}, { ...env, ETALON_VOSK_MODELS: 'ru=/models/vosk-model-ru-0.42,uk=/models/uk' }).engine;
    expect(own).toEqual({
      kind: 'vosk',
      models: [
        { language: 'ru', name: 'vosk-model-ru-0.42', folder: '/models/vosk-model-ru-0.42', digest: '' },
        { language: 'uk', name: 'uk', folder: '/models/uk', digest: '' },
      ],
    });
    expect(faultsOf({ ...env, ETALON_VOSK_MODELS: '/models/ru' })).toContain('ETALON_VOSK_MODELS');
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({}, { CLICKHOUSE_URL: '', ETALON_SLOTS: '' }).store).toEqual({ kind: 'embedded' });
  });

  it('lets the command line win over the environment', () => {
    const config = readConfig({ dataDir: '/somewhere' }, { ETALON_DATA: '/elsewhere' });
    expect(config.dataDir).toBe('/somewhere');
  });

  it('looks for models where the set-up puts them', () => {
    const { vadModelPath } = readConfig({}, { ETALON_CACHE: '/cache' });
    expect(vadModelPath).toBe('/cache/models/silero_vad.onnx');
  });
});
