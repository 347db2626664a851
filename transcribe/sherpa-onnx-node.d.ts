/** The part of sherpa-onnx-node that vad.ts uses; the package declares no types of its own. */
declare module 'sherpa-onnx-node' {
  type VadConfig = {
    readonly sileroVad: {
      readonly model: string;
      readonly threshold: number;
      /** Seconds. */
      readonly minSpeechDuration: number;
      readonly minSilenceDuration: number;
      readonly maxSpeechDuration: number;
      readonly windowSize: number;
    };
    readonly sampleRate: number;
    readonly numThreads: number;
    readonly debug: boolean;
  };

  class Vad {
    constructor(config: VadConfig, bufferSizeInSeconds: number);
    acceptWaveform(samples: Float32Array): void;
    isEmpty(): boolean;
    /** `start` counts samples from the first one given. */
    front(enableExternalBuffer: boolean): { readonly start: number; readonly samples: Float32Array };
    pop(): void;
    flush(): void;
  }

  const sherpa: { readonly Vad: typeof Vad };
  export default sherpa;
  export type { Vad };
}
