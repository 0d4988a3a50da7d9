import { stopClusterIfStarted } from "./postgres-cluster.ts";

/** Hooks around the whole of a mocha process. */
export const mochaHooks = {
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(60_000);
    await stopClusterIfStarted();
  },
};
