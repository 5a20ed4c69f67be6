/** Seconds of each phase, and progress on the terminal. */
export interface Phases {
  readonly seconds: ReadonlyMap<string, number>;
  /** Runs a phase, says its name, and adds its time. */
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** A fresh stop-watch. */
export function createPhases(): Phases {
  const seconds = new Map<string, number>();
  return {
    seconds,
    async run(name, work) {
      console.log(`- ${name}`);
      const start = performance.now();
      try {
        return await work();
      } finally {
        seconds.set(name, (seconds.get(name) ?? 0) + (performance.now() - start) / 1000);
      }
    },
  };
}

/** Says how far a long phase is: rewrites its line on a terminal, else a line at each tenth. */
export function createProgress(what: string, total: number): (done: number) => void {
  let tenths = 0;
  return (done) => {
    const text = `    ${what}: ${String(done)} of ${String(total)}`;
    if (process.stdout.isTTY) {
      process.stdout.write(`\r${text}${done >= total ? '\n' : ''}`);
      return;
    }
    const reached = total === 0 ? 10 : Math.floor((done * 10) / total);
    if (reached === tenths) return;
    tenths = reached;
    console.log(text);
  };
}
