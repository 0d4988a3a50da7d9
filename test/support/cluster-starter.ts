import { startCluster } from "./postgres-cluster.ts";

// A process that starts a test cluster, says so, and waits to be killed.
await startCluster();
process.send?.("started");
