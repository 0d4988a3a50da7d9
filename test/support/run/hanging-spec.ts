import { startCluster } from "../postgres-cluster.ts";

// A test that never ends, for the test of what a killed run leaves behind.
it("hangs", async () => {
  await startCluster();
  console.log("started");
  await new Promise(() => undefined);
}).timeout(0);
