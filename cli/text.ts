/** m:ss of a place in a call. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A score for display: one decimal, '–' when there is none. Rounded here and nowhere else. */
export function scoreText(score: number | null): string {
  return score === null ? '–' : score.toFixed(1);
}

/** 0–1 as whole percent; '–' when there is none. */
export function shareText(share: number | null): string {
  return share === null ? '–' : `${String(Math.round(share * 100))} %`;
}

/** A percentage with one decimal; '–' when there is no data. */
export function percentText(percent: number | null): string {
  return percent === null ? '–' : `${percent.toFixed(1)} %`;
}

/** ms as seconds with one decimal; '–' when there is no data. */
export function secondsText(ms: number | null): string {
  return ms === null ? '–' : `${(ms / 1000).toFixed(1)} s`;
}

/** A moment in a zone, to the minute; what a supervisor reads. */
export function momentText(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
}
