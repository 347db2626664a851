/**
 * How a source is named to whoever runs set-up.
 * @param {import('./models.js').Source | import('./model-archive.js').ArchiveSource} source
 */
export function nameOf(source) {
  switch (source.kind) {
    case 'http':
      return new URL(source.url).hostname;
    case 'pypi':
      return `PyPI ${source.wheel}`;
    case 'npm':
      return `npm ${source.package}`;
    case 'pypi-ctranslate2':
      return `PyPI ${source.wheels.join(' and ')}`;
  }
}
