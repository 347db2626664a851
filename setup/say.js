const MEGABYTE = 1_000_000;

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${bytes < 10 * MEGABYTE ? (bytes / MEGABYTE).toFixed(1) : Math.round(bytes / MEGABYTE)} MB`;
}

/**
 * All of set-up's words go to stderr: stdout belongs to the command that follows (`--json`).
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Progress of a download: a bar on a terminal, else a plain line at each quarter.
 * @param {string} label
 * @param {{ isTTY?: boolean, write: (text: string) => unknown }} out
 * @returns {(doneBytes: number, totalBytes: number) => void}
 */
export function progress(label, out = process.stderr) {
  let shown = -1;
  return (doneBytes, totalBytes) => {
    const percent = totalBytes > 0 ? Math.min(100, Math.floor((100 * doneBytes) / totalBytes)) : 0;
    const step = out.isTTY ? percent : percent - (percent % 25);
    if (step === shown) return;
    shown = step;
    const amount = `${megabytes(doneBytes)} of ${megabytes(totalBytes)}`;
    if (!out.isTTY) out.write(`  ${label}: ${step} % (${amount})\n`);
    else out.write(`\r  ${label} ${bar(percent)} ${percent} % ${amount} ${percent === 100 ? '\n' : ''}`);
  };
}

/** @param {number} percent */
function bar(percent) {
  const full = Math.round(percent / 4);
  return `[${'='.repeat(full)}${' '.repeat(25 - full)}]`;
}
