import { expect } from "chai";
import { withClient } from "../../src/database/embedded/server/with-client.ts";
import { startCluster, type TestCluster } from "./postgres-cluster.ts";

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
});
