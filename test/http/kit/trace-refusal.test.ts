import { expect } from "chai";
import { createHttpServer } from "../../../src/http/create-http-server.ts";
import { fakeHttpPorts, KEY } from "../support/fake-http-ports.ts";
import { type IngestServer, startIngestServer } from "../support/ingest-server.ts";

const RUN = "0b5c7f3e-8a64-4d1b-9d53-000000000001";

interface Row {
  readonly tenant: string;
  readonly actor: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

describe("a refused request", () => {
  let server: IngestServer;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
  });
  after(() => server.close());
  afterEach(() => server.query("select forget_refusals(now() - interval '2 days', 10000)"));

  /** The refusals of this actor, oldest first. */
  const rowsOf = async (actor: string) => {
    await server.refusals.flush();
    return server.query<Row>(
      `select tenant_id as tenant, actor, subject, detail from audit_log
       where actor = $1 and detail @> '{"refused": true}' order by at, audit_id`,
      [actor],
    );
  };

  it("with a key nobody knows is counted in one row of the installation, without the key", async () => {
    const key = "ns_nobodyhas1thiskey";
    for (let time = 0; time < 5; time += 1) expect((await server.get(key, "/runs")).status).to.equal(401);
    const rows = await rowsOf("key:ns_nobodyha");
    expect(rows).to.have.length(1);
    expect(rows[0]).to.deep.include({ tenant: "platform", subject: "GET /runs" });
    expect(rows[0]?.detail).to.include({ refused: true, reason: "unknown_key", count: 5 });
    expect(rows[0]?.detail["address"]).to.match(/^[0-9a-f]{16}$/);
    const everything = await server.query<{ row: string }>(
      "select row_to_json(a)::text as row from audit_log a",
    );
    expect(JSON.stringify(everything)).not.to.contain(key).and.not.to.contain("127.0.0.1");
  });

  for (const [reason, change] of [
    ["revoked_key", "update api_keys set revoked_at = now() where prefix = $1"],
    ["expired_key", "update api_keys set expires_at = now() - interval '1 second' where prefix = $1"],
  ] as const) {
    it(`with what is now a ${reason} is recorded for the tenant it belonged to`, async () => {
      const key = await server.createKey(["read"]);
      expect((await server.get(key, "/runs")).status).to.equal(200);
      await server.query(change, [key.slice(0, 11)]);
      expect((await server.get(key, "/runs")).status).to.equal(401);
      const rows = await rowsOf(`key:${key.slice(0, 11)}`);
      expect(rows.map(({ tenant, detail }) => [tenant, detail["reason"]])).to.deep.equal([["acme", reason]]);
    });
  }

  it("with a key of a tenant that was deactivated is refused and recorded", async () => {
    const key = await server.createKey(["read"], { tenantId: "globex" });
    await server.query("update tenants set active = false where tenant_id = 'globex'");
    expect((await server.get(key, "/runs")).status).to.equal(401);
    const rows = await rowsOf(`key:${key.slice(0, 11)}`);
    expect(rows.map(({ tenant, detail }) => [tenant, detail["reason"]])).to.deep.equal([
      ["globex", "inactive_tenant"],
    ]);
    await server.query("update tenants set active = true where tenant_id = 'globex'");
    expect((await server.get(key, "/runs")).status).to.equal(200);
  });

  it("without the scope is recorded for its tenant, under its key", async () => {
    const key = await server.createKey(["ingest"]);
    expect((await server.get(key, "/runs")).status).to.equal(403);
    const [row] = await server.query<{ id: string }>("select key_id as id from api_keys where prefix = $1", [
      key.slice(0, 11),
    ]);
    const rows = await rowsOf(`key:${row?.id}`);
    expect(rows.map(({ tenant, detail }) => [tenant, detail["reason"]])).to.deep.equal([
      ["acme", "missing_scope"],
    ]);
  });

  it("for another tenant's run reads like one for an unknown run, and only the first is recorded", async () => {
    const key = await server.createKey(["read"]);
    await server.query(
      `insert into enrichment_runs (tenant_id, run_id, agent_id, run_date, trigger, trace_id, status, manifest, started_at)
       values ('globex', $1, 'nightly', current_date, 'manual', 'x', 'running', '{}', now())`,
      [RUN],
    );
    const other = await server.get(key, `/runs/${RUN.toUpperCase()}`);
    const unknown = await server.get(key, `/runs/${RUN.replace(/1$/, "2")}`);
    expect(other.status).to.equal(404);
    expect(String(other.body["detail"]).replace(/[0-9a-f-]{36}/i, "ID")).to.equal(
      String(unknown.body["detail"]).replace(/[0-9a-f-]{36}/i, "ID"),
    );
    const [id] = await server.query<{ id: string }>("select key_id as id from api_keys where prefix = $1", [
      key.slice(0, 11),
    ]);
    const rows = await rowsOf(`key:${id?.id}`);
    expect(rows.map(({ tenant, detail }) => [tenant, detail["reason"], detail["run"]])).to.deep.equal([
      ["acme", "wrong_tenant", RUN],
    ]);
  });

  it("is answered 429 with Retry-After once a key was refused 60 times in a minute, and others are not", async () => {
    const key = "ns_guess0000000";
    const statuses: number[] = [];
    for (let time = 0; time < 61; time += 1) statuses.push((await server.get(key, "/runs")).status);
    expect(statuses.slice(0, 60).every((status) => status === 401)).to.equal(true);
    expect(statuses[60]).to.equal(429);
    const last = await server.get(key, "/runs");
    expect(Number(last.headers.get("retry-after"))).to.be.within(1, 60);
    expect(last.body).to.include({ code: "rate_limited" });
    expect((await server.get("ns_other0000000", "/runs")).status).to.equal(401);
    expect((await server.get(await server.createKey(["read"]), "/runs")).status).to.equal(200);
  });

  it("counts in few rows, however many keys are tried, and keeps the sum", async () => {
    const before = await server.query("select 1 from audit_log");
    await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        server.get(`ns_${String(index).padStart(8, "0")}_many`, "/runs"),
      ),
    );
    await server.refusals.flush();
    const after = await server.query("select 1 from audit_log");
    expect(after.length - before.length).to.be.at.most(242);
    const [sum] = await server.query<{ n: number }>(
      `select sum((detail ->> 'count')::int)::int as n from audit_log
       where actor = 'others' or actor ~ '^key:ns_0{5}'`,
    );
    expect(sum?.n).to.equal(300);
  });

  it("appears in /metrics by its reason", async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).to.match(/^nightshift_refusals_total\{door="http",reason="unknown_key"\} \d+$/m);
    expect(text).not.to.match(/[^a-z]ns_/);
  });
});

describe("the address of a refused request", () => {
  async function addressesSeen(trustProxy: readonly string[], forwarded: string) {
    const seen: (string | null)[] = [];
    const ports = fakeHttpPorts({
      refusals: {
        note({ address }) {
          seen.push(address);
          return Promise.resolve(null);
        },
      },
    });
    const server = await createHttpServer({ ports, port: 0, trustProxy });
    await fetch(`${server.url}/runs`, { headers: { "X-Forwarded-For": forwarded } });
    await fetch(`${server.url}/runs`, {
      headers: { Authorization: `Bearer ${KEY}`, "X-Forwarded-For": forwarded },
    });
    await server.close();
    return seen;
  }

  it("is the connection's, whatever the request says, unless a proxy is trusted", async () => {
    expect(await addressesSeen([], "203.0.113.9")).to.deep.equal(["127.0.0.1"]);
    expect(await addressesSeen(["10.0.0.0/8"], "203.0.113.9")).to.deep.equal(["127.0.0.1"]);
  });

  it("is the last one that no trusted proxy added", async () => {
    expect(await addressesSeen(["loopback"], "1.1.1.1, 203.0.113.9")).to.deep.equal(["203.0.113.9"]);
    expect(await addressesSeen(["loopback", "10.0.0.0/8"], "1.1.1.1, 203.0.113.9, 10.1.2.3")).to.deep.equal([
      "203.0.113.9",
    ]);
  });
});
