import { z } from 'zod';

/** What a speech process is asked. It reads the samples itself, so that no audio passes between the processes. */
export type SpeechRequest =
  | { readonly kind: 'find-speech'; readonly path: string }
  /** Vosk: have the model of the language ready. */
  | { readonly kind: 'load'; readonly language: string }
  | {
      readonly kind: 'recognise';
      readonly path: string;
      readonly startMs: number;
      readonly endMs: number;
      readonly language: string;
      readonly prompt: string;
    }
  | { readonly kind: 'detect-language'; readonly path: string; readonly startMs: number; readonly endMs: number };

/** Where a speech process finds its models; '' or no folder for a model it is not given. */
export type SpeechModels = {
  readonly vadPath: string;
  readonly whisperPath: string;
  /** Vosk models by language. */
  readonly voskFolders: Readonly<Record<string, string>>;
};

const span = z.object({ startMs: z.number(), endMs: z.number() });
const word = z.object({ text: z.string(), startMs: z.number(), endMs: z.number(), confidence: z.number().nullable() });

export const speechReply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('speech'), spans: z.array(span) }),
  z.object({ kind: z.literal('loaded') }),
  z.object({ kind: z.literal('heard'), text: z.string(), words: z.array(word) }),
  z.object({ kind: z.literal('language'), language: z.string() }),
  z.object({ kind: z.literal('failed'), code: z.enum(['SPEECH_MODEL_DAMAGED', 'UNEXPECTED']), what: z.string() }),
]);

export type SpeechReply = z.infer<typeof speechReply>;
