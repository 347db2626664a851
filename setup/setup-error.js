/** Why set-up cannot go on, as the one sentence the reader gets: what is missing and what to do about it. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/**
 * The system error code of a thrown value, '' when it has none.
 * @param {unknown} error
 * @returns {string}
 */
export function systemCode(error) {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/**
 * Why one source or way failed, for a line of the report; fetch hides the cause behind "fetch failed".
 * @param {unknown} error
 * @returns {string}
 */
export function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : '';
  return systemCode(error.cause) || cause || error.message;
}

/**
 * Whether the machine is at fault, so that no other source can help.
 * @param {unknown} error
 * @returns {boolean}
 */
export function isOfTheDisk(error) {
  return ['ENOSPC', 'EACCES', 'EPERM', 'EROFS'].includes(systemCode(error));
}

/**
 * Any thrown value as one sentence; undefined for a defect of Etalon, which deserves its stack.
 * @param {unknown} error
 * @param {string} cache folder of the cache, named when it cannot be written
 * @returns {string | undefined}
 */
export function sentenceOf(error, cache) {
  if (error instanceof SetupError) return error.message;
  switch (systemCode(error)) {
    case 'ENOSPC':
      return `The disk that holds ${cache} is full: free 2 GB, or point ETALON_CACHE at another disk, and run the same command again.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${cache} cannot be written: point ETALON_CACHE at a folder of your own and run the same command again.`;
    default:
      return undefined;
  }
}
