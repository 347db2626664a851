declare module 'kafkajs-snappy' {
  const snappy: () => {
    readonly compress: (encoder: { readonly buffer: Buffer }) => Promise<Buffer>;
    readonly decompress: (buffer: Buffer) => Promise<Buffer>;
  };
  export default snappy;
}
