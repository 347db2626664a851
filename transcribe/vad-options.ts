/**
 * Silero's own threshold. Speech of 0.25 s and more counts, so that a "да" does; a pause of 0.25 s ends a span, because
 * spans also measure pauses and interruptions, and whoever hears them joins them again. A monologue is cut at 20 s.
 * Apart from the detector, so that the parent never loads it.
 */
export const VAD_SETTINGS = {
  threshold: 0.5,
  minSpeechDuration: 0.25,
  minSilenceDuration: 0.25,
  maxSpeechDuration: 20,
} as const;

/** What decides what counts as speech, stored with each transcript. */
export const VAD_OPTIONS = {
  detector: 'silero',
  detectorThreshold: VAD_SETTINGS.threshold,
  detectorMinSpeech: VAD_SETTINGS.minSpeechDuration,
  detectorMinSilence: VAD_SETTINGS.minSilenceDuration,
} as const;
