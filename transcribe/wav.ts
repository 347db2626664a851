const HEADER_BYTES = 44;

/** What stands before so many bytes of mono 16-bit PCM in a WAV file, the form every transcription endpoint takes. */
export function wavHeader(bytes: number, sampleRate: number): Uint8Array<ArrayBuffer> {
  const wav = new Uint8Array(HEADER_BYTES);
  const header = new DataView(wav.buffer);
  const name = (offset: number, four: string): void => {
    for (let i = 0; i < 4; i++) header.setUint8(offset + i, four.charCodeAt(i));
  };
  name(0, 'RIFF');
  header.setUint32(4, HEADER_BYTES - 8 + bytes, true);
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
  header.setUint32(40, bytes, true);
  return wav;
}
