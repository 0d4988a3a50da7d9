import { fork } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect } from "chai";
import { createLayout } from "../../src/database/embedded/folder/layout.ts";
import { withClient } from "../../src/database/embedded/server/connect.ts";
import { isPostmaster } from "../../src/database/embedded/server/find-postmaster.ts";
import { readServerState } from "../../src/database/embedded/server/server-state.ts";
import { startCluster, sweepClusters, type TestCluster } from "./postgres-cluster.ts";

describe("the test cluster", function () {
  this.timeout(60_000);
  let cluster: TestCluster;

  before(async () => {
    cluster = await startCluster();
  });

  it("is the same for everyone in a process", async () => {
    expect(await startCluster()).to.equal(cluster);
  });

  it("makes databases that the owner owns, from a template too, and drops them in use", async () => {
    const { owner } = await cluster.createDatabase("cluster_template");
    await withClient(owner, (client) => client.query("CREATE TABLE copied AS SELECT 1 AS one"));
    const urls = await cluster.createDatabase("cluster_copy", "cluster_template");
    await withClient(urls.owner, async (client) => {
      expect((await client.query("SELECT one FROM copied")).rows).to.deep.equal([{ one: 1 }]);
      await cluster.dropDatabase("cluster_template");
      await cluster.dropDatabase("cluster_template");
    });
    await cluster.dropDatabase("cluster_copy");
    const names = await withClient(cluster.urls("postgres").superuser, (client) =>
      client.query("SELECT datname FROM pg_database WHERE datname LIKE 'cluster%'"),
    );
    expect(names.rows).to.deep.equal([]);
  });

  it("is swept by the next one when its process was killed", async () => {
    const parent = await mkdtemp(join(tmpdir(), "nightshift-sweep-"));
    await chmod(parent, 0o755); // under root, the server runs as another user
    try {
      const script = fileURLToPath(new URL("./cluster-starter.ts", import.meta.url));
      const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
      const child = fork(script, { execArgv: ["--import", tsx], env: { ...env, TMPDIR: parent } });
      await Promise.race([once(child, "message"), once(child, "exit")]);
      child.kill("SIGKILL");
      await once(child, "exit");
      const [name = ""] = (await readdir(parent)).filter((entry) => entry.startsWith("nightshift-test-"));
      const { data, state } = createLayout(join(parent, name));
      const pid = (await readServerState(state))?.pid ?? 0;
      expect(isPostmaster(pid, data)).to.equal(true);
      await sweepClusters(parent);
      expect(isPostmaster(pid, data)).to.equal(false);
      expect((await readdir(parent)).filter((entry) => entry.startsWith("nightshift-test-"))).to.deep.equal(
        [],
      );
    } finally {
      await rm(parent, { recursive: true, force: true });
    }
  });
});
