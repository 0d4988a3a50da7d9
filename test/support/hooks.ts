import Mocha from "mocha";
import { patience } from "./patience.ts";
import { stopClusterIfStarted } from "./postgres-cluster.ts";
import { takeScratchFolder } from "./run/scratch-folder.ts";

/** How long the process may take to end after its tests, on an idle machine. */
const GRACE_MS = 30_000;

takeScratchFolder();

// A limit that a test sets is for an idle machine, like every wait: here it is read as what this machine needs.
// oxlint-disable-next-line typescript/unbound-method -- it is called with the runnable
const { timeout } = Mocha.Runnable.prototype;
function scaledTimeout(this: Mocha.Runnable, ms?: string | number): Mocha.Runnable | number {
  return ms === undefined ? patience(Number(Reflect.apply(timeout, this, []))) : timeout.call(this, ms);
}
Object.assign(Mocha.Runnable.prototype, { timeout: scaledTimeout });

/** To be called after the last test: what a test left running fails the process then, instead of keeping it forever. */
export function failWhatStillRuns(): void {
  setTimeout(() => {
    console.error(`The tests are over, and this still runs: ${process.getActiveResourcesInfo().join(", ")}`);
    // After mocha, which says at the exit how many tests failed: none, perhaps.
    process.on("exit", () => {
      process.exitCode ||= 1;
    });
    process.exit();
  }, patience(GRACE_MS)).unref();
}

/** Hooks around the whole of a mocha process. */
export const mochaHooks = {
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(60_000);
    await stopClusterIfStarted();
    failWhatStillRuns();
  },
};
