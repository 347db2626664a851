import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EtalonError } from '../errors.ts';

/** What decides what Vosk hears beside its model. Apart from the engine, so that the parent never loads it. */
export const VOSK_OPTIONS = { libvosk: '0.3.39' } as const;

/** The libraries that the vosk package brings, by `process.platform`-`process.arch`. */
const LIBRARIES: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x86_64/libvosk.so',
  'darwin-x64': 'osx-universal/libvosk.dylib',
  'darwin-arm64': 'osx-universal/libvosk.dylib',
};

/**
 * Path of libvosk inside the vosk package, whose own JavaScript is never loaded: it needs bindings that do not build.
 * @throws EtalonError SPEECH_ENGINE_ABSENT where there is none for this platform, or the package is not installed.
 */
export function requireVoskLibrary(platform = `${process.platform}-${process.arch}`): string {
  const library = LIBRARIES[platform];
  if (library === undefined) throw new EtalonError('SPEECH_ENGINE_ABSENT', { engine: 'vosk', platform });
  const path = join(dirname(createRequire(import.meta.url).resolve('vosk/package.json')), 'lib', library);
  if (!existsSync(path)) throw new EtalonError('SPEECH_ENGINE_ABSENT', { engine: 'vosk', platform });
  return path;
}
