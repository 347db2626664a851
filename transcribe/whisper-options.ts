/** On sounds that are no speech the decoder goes on and on; a window of 27 s holds some 90 words. */
export const MAX_TOKENS = 120;

/** What decides what Whisper hears, stored with each transcript. Apart from the engine, so that the parent never loads it. */
export const WHISPER_OPTIONS = { maxTokens: MAX_TOKENS, strategy: 'greedy', audioContext: 'fitted' } as const;
