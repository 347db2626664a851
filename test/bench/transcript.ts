/** A call of a minute, as it was heard elsewhere. */
const SAID = [
  ['operator', 'Good morning, thank you for calling Amber House, my name is Emma, how can I help you today?'],
  ['customer', 'Hello, I am looking for a lamp for the living room and would like to know what it costs.'],
  ['operator', 'The Harbor floor lamp is eighty nine euros, and the light can be dimmed.'],
  ['customer', 'I saw one like it in another shop last week and it was cheaper there, why is that?'],
  ['operator', 'Ours comes with a two year warranty and the delivery is free. May I put one aside for you?'],
  ['customer', 'Yes, please, until the end of the week. I will come by on Friday in the afternoon.'],
  ['operator', 'I have put it aside under your number. Is there anything else that I can do for you?'],
  ['customer', 'No, that is all, thank you very much and have a nice day.'],
  ['operator', 'Thank you for choosing Amber House. Goodbye.'],
] as const;
const MS_PER_WORD = 400;

/** The finished transcript of a call's recording, words with their times and all. */
export function transcriptOf(callId: string): string {
  let atMs = 0;
  const utterances = SAID.map(([speaker, text]) => {
    const words = text.split(' ').map((word) => {
      const startMs = atMs;
      atMs += MS_PER_WORD;
      return { text: word, startMs, endMs: atMs, confidence: 0.9 };
    });
    return { speaker, text, startMs: words[0]?.startMs ?? 0, endMs: atMs, words };
  });
  const recordingId = `${callId}-r`;
  return JSON.stringify({
    schemaVersion: 1,
    type: 'transcript',
    callId,
    eventId: recordingId,
    recordingId,
    language: 'en',
    engine: 'elsewhere',
    model: 'bench',
    startedAt: '2026-03-02T09:00:00+02:00',
    durationMs: atMs,
    utterances,
  });
}
