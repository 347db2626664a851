const HEADER_BYTES = 44;

/** Mono 16-bit PCM samples as a whole WAV file, the form every transcription endpoint takes. */
export function wavOf(samples: Uint8Array, sampleRate: number): Uint8Array<ArrayBuffer> {
  const wav = new Uint8Array(HEADER_BYTES + samples.length);
  const header = new DataView(wav.buffer);
  const name = (offset: number, four: string): void => {
    for (let i = 0; i < 4; i++) header.setUint8(offset + i, four.charCodeAt(i));
  };
  name(0, 'RIFF');
  header.setUint32(4, HEADER_BYTES - 8 + samples.length, true);
  name(8, 'WAVE');
  name(12, 'fmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true); // PCM
  header.setUint16(22, 1, true); // channels
  header.setUint32(24, sampleRate, true);
  header.setUint32(28, sampleRate * 2, true);
  header.setUint16(32, 2, true);
  header.setUint16(34, 16, true);
  name(36, 'data');
  header.setUint32(40, samples.length, true);
  wav.set(samples, HEADER_BYTES);
  return wav;
}
