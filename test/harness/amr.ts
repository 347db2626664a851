/** 440 Hz in narrow band AMR of 12.2 kbit/s, which not every ffmpeg can write: five frames, 44 periods, 100 ms. */
const FRAMES = Buffer.from(
  'PCQG4pAANZ9hngNac2lTwMcx9s+A5ADRefqDDVaB+CA8LYDlSABln9CoBjrZlX1kxLPCdsR514VnNKMMJKeesDwkB8PwADWf8CwBmuS9G2nIWeZ5' +
    'Gra1Zwgi8NVb1k7wPC2A5ZAAcZ/QuATa3oYRteZDYbcMenK1yTADSZSMzjA8JAepSAA126HKAboZow0A0knupbFjfz6qwPAw406kMA==',
  'base64',
);

/** A file of so many seconds. */
export function amrTone(seconds: number): Uint8Array {
  return Buffer.concat([Buffer.from('#!AMR\n', 'latin1'), ...Array.from({ length: seconds * 10 }, () => FRAMES)]);
}
