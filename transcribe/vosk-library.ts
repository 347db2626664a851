import { basename } from 'node:path';
import { load, opaque } from 'koffi';
import type { KoffiFunc } from 'koffi';
import { EtalonError } from '../errors.ts';
import { requireVoskLibrary } from './vosk-options.ts';

/** A model in memory. Free its recognisers before it. */
export type VoskModel = {
  /** @throws EtalonError SPEECH_MODEL_DAMAGED when the model has no decoding graph. */
  readonly createRecogniser: (sampleRate: number) => VoskRecogniser;
  readonly free: () => void;
};

/** Hears one stretch of sound from its beginning to its end. Must be freed, and not used while `accept` works. */
export type VoskRecogniser = {
  /** Mono 16-bit samples, in order; works in a thread of its own. True: a piece of speech is complete, take `result`. */
  readonly accept: (pcm: Uint8Array) => Promise<boolean>;
  /** JSON of what was complete: `{"result": [{"word", "start", "end", "conf"}], "text"}`, seconds from the beginning. */
  readonly result: () => string;
  /** The same for what is left at the end. */
  readonly finalResult: () => string;
  readonly free: () => void;
};

/** null or 0n is what C calls NULL. */
type Pointer = bigint | object | null;

type Library = ReturnType<typeof bind>;
let bound: Library | undefined;

/** The part of libvosk's C interface (vosk_api.h of 0.3.39) that Etalon uses. */
function bind(path: string) {
  opaque('VoskModel');
  opaque('VoskRecognizer');
  const library = load(path);
  const setLogLevel = library.func('void vosk_set_log_level(int level)') as KoffiFunc<(level: number) => void>;
  // Its log goes to standard error and names what was decoded.
  setLogLevel(-1);
  return {
    modelNew: library.func('VoskModel *vosk_model_new(const char *path)') as KoffiFunc<(path: string) => Pointer>,
    modelFree: library.func('void vosk_model_free(VoskModel *model)') as KoffiFunc<(model: Pointer) => void>,
    recogniserNew: library.func('VoskRecognizer *vosk_recognizer_new(VoskModel *model, float rate)') as KoffiFunc<
      (model: Pointer, rate: number) => Pointer
    >,
    setWords: library.func('void vosk_recognizer_set_words(VoskRecognizer *recogniser, int words)') as KoffiFunc<
      (recogniser: Pointer, words: number) => void
    >,
    accept: library.func(
      'int vosk_recognizer_accept_waveform(VoskRecognizer *recogniser, const uint8_t *data, int length)',
    ) as KoffiFunc<(recogniser: Pointer, data: Uint8Array, length: number) => number>,
    result: library.func('const char *vosk_recognizer_result(VoskRecognizer *recogniser)') as KoffiFunc<
      (recogniser: Pointer) => string
    >,
    finalResult: library.func('const char *vosk_recognizer_final_result(VoskRecognizer *recogniser)') as KoffiFunc<
      (recogniser: Pointer) => string
    >,
    recogniserFree: library.func('void vosk_recognizer_free(VoskRecognizer *recogniser)') as KoffiFunc<
      (recogniser: Pointer) => void
    >,
  };
}

/**
 * Loads the model in a folder, off the event loop: seconds, and up to some GB of memory. A file that is cut short may
 * also end the process: libvosk checks little.
 * @throws EtalonError SPEECH_MODEL_DAMAGED, SPEECH_ENGINE_ABSENT
 */
export async function loadVoskModel(folder: string): Promise<VoskModel> {
  const library = (bound ??= bind(requireVoskLibrary()));
  const name = basename(folder);
  const model = await new Promise<Pointer>((resolve, reject) => {
    library.modelNew.async(folder, (fault: unknown, pointer: Pointer) => {
      if (fault === null) resolve(pointer);
      else reject(new EtalonError('SPEECH_MODEL_DAMAGED', { model: name }, { cause: fault }));
    });
  });
  if (isNull(model)) throw new EtalonError('SPEECH_MODEL_DAMAGED', { model: name });
  return {
    createRecogniser: (sampleRate) => {
      const recogniser = library.recogniserNew(model, sampleRate);
      // A decoding graph that is cut short shows only here; the next call with this pointer would end the process.
      if (isNull(recogniser)) throw new EtalonError('SPEECH_MODEL_DAMAGED', { model: name });
      library.setWords(recogniser, 1);
      return recogniserOf(library, recogniser);
    },
    free: () => {
      library.modelFree(model);
    },
  };
}

function recogniserOf(library: Library, recogniser: Pointer): VoskRecogniser {
  return {
    accept: (pcm) =>
      new Promise((resolve, reject) => {
        library.accept.async(recogniser, pcm, pcm.length, (fault: unknown, complete: number) => {
          if (fault === null && complete >= 0) resolve(complete > 0);
          else reject(new Error('libvosk cannot decode the sound', { cause: fault }));
        });
      }),
    result: () => library.result(recogniser),
    finalResult: () => library.finalResult(recogniser),
    free: () => {
      library.recogniserFree(recogniser);
    },
  };
}

function isNull(pointer: Pointer): boolean {
  return pointer === null || pointer === 0n;
}
