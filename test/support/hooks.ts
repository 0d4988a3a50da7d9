import Mocha from "mocha";
import { patience } from "./patience.ts";
import { stopClusterIfStarted } from "./postgres-cluster.ts";
import { takeScratchFolder } from "./run/scratch-folder.ts";

takeScratchFolder();

// A limit that a test sets is for an idle machine, like every wait: here it is read as what this machine needs.
// oxlint-disable-next-line typescript/unbound-method -- it is called with the runnable
const { timeout } = Mocha.Runnable.prototype;
function scaledTimeout(this: Mocha.Runnable, ms?: string | number): Mocha.Runnable | number {
  return ms === undefined ? patience(Number(Reflect.apply(timeout, this, []))) : timeout.call(this, ms);
}
Object.assign(Mocha.Runnable.prototype, { timeout: scaledTimeout });

/** Hooks around the whole of a mocha process. */
export const mochaHooks = {
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(60_000);
    await stopClusterIfStarted();
  },
};
