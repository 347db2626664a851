import cliProgress from 'cli-progress';

/** Progress of several pieces of long work side by side: bars on a terminal, plain lines elsewhere. */
export type Progress = {
  readonly start: (id: string, label: string) => void;
  /** 0–1. */
  readonly share: (id: string, share: number) => void;
  readonly end: (id: string) => void;
  /** Prints above the bars. */
  readonly print: (text: string) => void;
  readonly close: () => void;
};

export function openProgress(out: NodeJS.WriteStream): Progress {
  return out.isTTY ? bars(out) : plainLines(out);
}

function bars(out: NodeJS.WriteStream): Progress {
  const multi = new cliProgress.MultiBar(
    {
      stream: out,
      format: ' {bar} {percentage} %  {label}',
      hideCursor: true,
      clearOnComplete: true,
      forceRedraw: true,
    },
    cliProgress.Presets.shades_classic,
  );
  const running = new Map<string, cliProgress.SingleBar>();
  return {
    start: (id, label) => {
      running.set(id, multi.create(100, 0, { label }));
    },
    share: (id, share) => {
      running.get(id)?.update(Math.round(share * 100));
    },
    end: (id) => {
      const bar = running.get(id);
      if (bar !== undefined) multi.remove(bar);
      running.delete(id);
    },
    print: (text) => {
      multi.log(`${text}\n`);
      multi.update();
    },
    close: () => {
      multi.stop();
    },
  };
}

/** A line at the start and one each quarter, so that a log of a long run stays readable. */
function plainLines(out: NodeJS.WriteStream): Progress {
  const running = new Map<string, { readonly label: string; quarters: number }>();
  return {
    start: (id, label) => {
      running.set(id, { label, quarters: 0 });
      out.write(`${label} …\n`);
    },
    share: (id, share) => {
      const work = running.get(id);
      const quarters = Math.floor(share * 4);
      if (work === undefined || quarters <= work.quarters || quarters >= 4) return;
      work.quarters = quarters;
      out.write(`${work.label} … ${String(quarters * 25)} %\n`);
    },
    end: (id) => {
      running.delete(id);
    },
    print: (text) => {
      out.write(`${text}\n`);
    },
    close: () => undefined,
  };
}
