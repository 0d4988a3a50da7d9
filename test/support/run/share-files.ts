/** A process that runs one test file after another. */
export interface Worker<Result> {
  /** Rejects when the process ends before the file's tests did. */
  run(file: string): Promise<Result>;
  /** Lets it end; the code it ends with. */
  stop(): Promise<number>;
}

/**
 * Has the files run by as many workers as are wanted, each taking the next file when it is done with one, so that all end about
 * together. A worker that dies costs the file it had and is replaced. Resolves with how many did not end well.
 */
export async function shareFiles<Result>(
  files: readonly string[],
  workers: number,
  start: () => Promise<Worker<Result>>,
  on: { readonly result: (result: Result) => void; readonly death: (file: string, error: unknown) => void },
): Promise<number> {
  const left = [...files];
  let bad = 0;
  async function work(): Promise<void> {
    let worker: Worker<Result> | undefined;
    for (let file = left.shift(); file !== undefined; file = left.shift()) {
      worker ??= await start();
      try {
        on.result(await worker.run(file));
      } catch (error) {
        on.death(file, error);
        worker = undefined;
      }
    }
    if (worker !== undefined && (await worker.stop()) !== 0) bad += 1;
  }
  await Promise.all(Array.from({ length: workers }, work));
  return bad;
}
