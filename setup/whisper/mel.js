const SAMPLE_RATE = 16_000;
const FFT_SIZE = 400;
/** The Slaney mel scale: linear up to 1 kHz, logarithmic above (M. Slaney, Auditory Toolbox, 1998). */
const HZ_PER_MEL = 200 / 3;
const LINEAR_UP_TO_HZ = 1000;
const LINEAR_UP_TO_MEL = LINEAR_UP_TO_HZ / HZ_PER_MEL;
const LOG_STEP = Math.log(6.4) / 27;

/**
 * The triangular filters from a spectrum to mel bands that Whisper was trained with, each of area 1: 16 kHz, FFT of 400.
 * @param {number} bands
 * @returns {{ readonly bins: number, readonly weights: Float32Array }} `bands` rows of `bins` weights
 */
export function melFilters(bands) {
  const bins = 1 + FFT_SIZE / 2;
  const top = melOfHz(SAMPLE_RATE / 2);
  const step = top / (bands + 1);
  const edges = Array.from({ length: bands + 2 }, (_, i) => hzOfMel(i === bands + 1 ? top : i * step));
  const weights = new Float32Array(bands * bins);
  for (let band = 0; band < bands; band++) {
    const [left = 0, middle = 0, right = 0] = edges.slice(band, band + 3);
    for (let bin = 0; bin < bins; bin++) {
      const hz = (bin * SAMPLE_RATE) / FFT_SIZE;
      const height = Math.min((hz - left) / (middle - left), (right - hz) / (right - middle));
      weights[band * bins + bin] = Math.fround(Math.max(0, height)) * (2 / (right - left));
    }
  }
  return { bins, weights };
}

/** @param {number} hz */
function melOfHz(hz) {
  return hz < LINEAR_UP_TO_HZ ? hz / HZ_PER_MEL : LINEAR_UP_TO_MEL + Math.log(hz / LINEAR_UP_TO_HZ) / LOG_STEP;
}

/** @param {number} mel */
function hzOfMel(mel) {
  return mel < LINEAR_UP_TO_MEL ? mel * HZ_PER_MEL : LINEAR_UP_TO_HZ * Math.exp(LOG_STEP * (mel - LINEAR_UP_TO_MEL));
}
