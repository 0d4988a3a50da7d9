import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect } from "chai";
import { type IngestServer, startIngestServer } from "../../support/ingest-server.ts";

const call = (changes: object = {}) => ({
  type: "llm_call",
  agent_id: "support-bot",
  model: "gpt-5-mini",
  provider: "openai",
  tokens_input: 1_000,
  tokens_output: 100,
  ...changes,
});

describe("POST /api/obs/ingest/events", () => {
  let server: IngestServer;
  let key: string;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    key = await server.createKey(["ingest"]);
  });
  after(() => server.close());

  async function countOf(agentId: string): Promise<number> {
    const [row] = await server.query<{ count: number }>(
      "select count(*)::int as count from run_event_logs where agent_id = $1",
      [agentId],
    );
    return row?.count ?? 0;
  }

  it("takes one event, makes its agent, prices its call and stores it under the key's tenant", async () => {
    const { status, body } = await server.post(key, call());
    expect({ status, body }).to.deep.equal({
      status: 200,
      body: { accepted: 1, rejected: 0, duplicates: 0, results: [] },
    });
    const rows = await server.query(
      "select tenant_id, agent_id, event, status, model, vendor, tokens_input, cost_nano_usd > 0 as priced from run_event_logs",
    );
    expect(rows).to.deep.equal([
      {
        tenant_id: "acme",
        agent_id: "support-bot",
        event: "llm_call",
        status: "success",
        model: "gpt-5-mini",
        vendor: "openai",
        tokens_input: 1000,
        priced: true,
      },
    ]);
    expect(await server.query("select tenant_id, agent_id from agents")).to.deep.equal([
      { tenant_id: "acme", agent_id: "support-bot" },
    ]);
  });

  it("takes the good events of a batch and says of each bad one what is wrong with which field", async () => {
    const { status, body } = await server.post(key, {
      events: [
        call({ agent_id: "mixed" }),
        call({ agent_id: "mixed", tokens_input: -1 }),
        call({ agent_id: "mixed", tokens_cached: 1_001 }),
        { type: "metric", agent_id: "mixed", name: "queue", value: 3 },
        call({ agent_id: "mixed", tokenz: 1 }),
      ],
    });
    expect(status).to.equal(207);
    expect(body).to.deep.include({ accepted: 2, rejected: 3, duplicates: 0 });
    expect(body["results"]).to.deep.equal([
      { index: 0, status: "accepted" },
      {
        index: 1,
        status: "rejected",
        errors: [
          { field: "tokens_input", detail: "Too small: expected number to be >=0", code: "invalid_input" },
        ],
      },
      {
        index: 2,
        status: "rejected",
        errors: [
          {
            field: "tokens_cached",
            detail: "is more than tokens_input, of which it is a part",
            code: "invalid_input",
          },
        ],
      },
      { index: 3, status: "accepted" },
      {
        index: 4,
        status: "rejected",
        errors: [
          {
            field: "tokenz",
            detail: "is not a field of this type; put data of your own into attributes",
            code: "invalid_input",
          },
        ],
      },
    ]);
    expect(await countOf("mixed")).to.equal(2);
  });

  it("answers 422 with a problem when no event is good", async () => {
    const { status, headers, body } = await server.post(key, [{ type: "nonsense", agent_id: "none" }]);
    expect(status).to.equal(422);
    expect(headers.get("content-type")).to.contain("application/problem+json");
    expect(body).to.deep.include({ title: "Unprocessable", status: 422, code: "invalid_input" });
    expect(body["errors"]).to.be.an("array").with.nested.property("[0].field", "type");
  });

  it("refuses an agent that is called by a secret, and takes one that is called by any other id", async () => {
    for (const agentId of ["sk-abcd1234efgh", "password:hunter2", "ns_0123456789abcdefghij"]) {
      const { status, body } = await server.post(key, [call({ agent_id: agentId })]);
      expect(status, agentId).to.equal(422);
      expect(JSON.stringify(body["errors"])).to.include("give the agent a name");
    }
    const taken = await server.post(key, [call({ agent_id: "asst_Ab12Cd34Ef56Gh78Ij90Kl12" })]);
    expect(taken.status).to.equal(200);
  });

  it("takes 1,000 events and not 1,001", async () => {
    const events = Array.from({ length: 1_000 }, () => call({ agent_id: "many" }));
    expect((await server.post(key, events)).status).to.equal(200);
    expect(await countOf("many")).to.equal(1_000);
    expect((await server.post(key, [...events, call()])).status).to.equal(413);
  });

  it("knows a resend by its key, within a request and between requests, and across midnight", async () => {
    const midnight = new Date(`${server.now.toISOString().slice(0, 10)}T00:00:00Z`);
    const before = new Date(midnight.getTime() - 1).toISOString();
    const events = [
      call({ agent_id: "twice", dedupe_key: "a", ts: before }),
      call({ agent_id: "twice", dedupe_key: "a", ts: before }),
      call({ agent_id: "twice", dedupe_key: "b", ts: midnight.toISOString() }),
    ];
    const first = await server.post(key, events);
    expect(first.status).to.equal(200);
    expect(first.body).to.deep.include({ accepted: 3, duplicates: 1 });
    expect(first.body["results"]).to.deep.equal([{ index: 1, status: "duplicate" }]);
    const second = await server.post(key, events);
    expect(second.body).to.deep.include({ accepted: 3, duplicates: 3 });
    expect(await countOf("twice")).to.equal(2);
  });

  it("takes what is new among resends, and what comes after them, once each", async () => {
    const ts = server.now.toISOString();
    const keyed = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, place) =>
        call({ agent_id: "again", ts, dedupe_key: String(from + place), cost_usd: 0.5 }),
      );
    const answers = [
      await server.post(key, keyed(0, 10)),
      await server.post(key, keyed(5, 15)),
      await server.post(key, keyed(14, 20)),
      await server.post(key, keyed(20, 25)),
      ...(await Promise.all(Array.from({ length: 6 }, () => server.post(key, keyed(25, 60))))),
    ];
    expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 200));
    const duplicates = answers.map(({ body }) => Number(body["duplicates"]));
    expect(duplicates.slice(0, 4)).to.deep.equal([0, 5, 1, 0]);
    expect(duplicates.slice(4).reduce((sum, count) => sum + count)).to.equal(5 * 35);
    expect(await countOf("again")).to.equal(60);
    expect(
      await server.query(
        `select sum(events)::int as events, sum(cost_nano_usd)::text as cost from agent_quarters where agent_id = 'again'`,
      ),
    ).to.deep.equal([{ events: 60, cost: "30000000000" }]);
  });

  it("wants the time of an event that carries a key", async () => {
    const { status, body } = await server.post(key, call({ dedupe_key: "x" }));
    expect(status).to.equal(422);
    expect(body["errors"]).to.have.nested.property("[0].field", "ts");
  });

  it("refuses a time without a partition or in the future; both sides of ten minutes", async () => {
    const at = (ms: number) => new Date(server.now.getTime() + ms).toISOString();
    const ahead = await server.post(key, [
      call({ agent_id: "clock", ts: at(600_000) }),
      call({ agent_id: "clock", ts: at(600_001) }),
      call({ agent_id: "clock", ts: at(-366 * 86_400_000) }),
    ]);
    expect(ahead.status).to.equal(207);
    expect(ahead.body).to.deep.include({ accepted: 1, rejected: 2 });
    const [row] = await server.query<{ rows: number }>(
      "select default_rows::int as rows from event_partition_health()",
    );
    expect(row?.rows).to.equal(0);
  });

  it("keeps one id under two tenants apart, and a key to the agents it is bound to", async () => {
    const other = await server.createKey(["ingest"], { tenantId: "globex" });
    await server.post(other, call({ agent_id: "shared" }));
    await server.post(key, [call({ agent_id: "shared" }), call({ agent_id: "shared" })]);
    const rows = await server.query(
      "select tenant_id, count(*)::int as count from run_event_logs where agent_id = 'shared' group by 1 order by 1",
    );
    expect(rows).to.deep.equal([
      { tenant_id: "acme", count: 2 },
      { tenant_id: "globex", count: 1 },
    ]);
    const bound = await server.createKey(["ingest"], { agentIds: ["support-bot"] });
    expect((await server.post(bound, call())).status).to.equal(200);
    const foreign = await server.post(bound, call({ agent_id: "shared" }));
    expect(foreign.status).to.equal(404);
    expect((await server.post(bound, [call(), call({ agent_id: "shared" })])).status).to.equal(207);
  });

  it("starts and finishes runs, and lets no agent write into the run of another, nor into a night", async () => {
    const run = { agent_id: "worker", run_id: "job 17" };
    await server.post(key, [
      { type: "run_started", ...run },
      { type: "step", ...run, stage: "fetch", status: "success", duration_ms: 12.4 },
      { type: "run_finished", ...run, status: "succeeded" },
    ]);
    const runs = await server.query<{ run_id: string }>(
      "select run_id, agent_id, status, trigger from enrichment_runs where agent_id = 'worker'",
    );
    expect(runs).to.have.lengthOf(1);
    expect(runs[0]).to.include({ status: "succeeded", trigger: "agent" });
    const taken = await server.post(key, {
      type: "step",
      agent_id: "thief",
      run_id: runs[0]?.run_id,
      stage: "x",
      status: "success",
    });
    expect(taken.status).to.equal(422);
    expect(taken.body["errors"]).to.have.nested.property("[0].field", "run_id");
    const night = await server.post(key, call({ agent_id: "nightly" }));
    expect(night.status).to.equal(422);
  });

  it("reads gzip, br and zstd, and gives up a body that inflates beyond 5 MB", async () => {
    const json = Buffer.from(JSON.stringify(call({ agent_id: "packed" })));
    for (const [encoding, bytes] of [
      ["gzip", gzipSync(json)],
      ["br", brotliCompressSync(json)],
      ["zstd", zstdCompressSync(json)],
    ] as const) {
      const { status } = await server.post(key, bytes, { headers: { "content-encoding": encoding } });
      expect(status, encoding).to.equal(200);
    }
    expect(await countOf("packed")).to.equal(3);
    const bomb = gzipSync(Buffer.alloc(50_000_000, " "));
    expect((await server.post(key, bomb, { headers: { "content-encoding": "gzip" } })).status).to.equal(413);
    expect((await server.post(key, json, { headers: { "content-encoding": "gzip" } })).status).to.equal(400);
    expect((await server.post(key, json, { headers: { "content-encoding": "lzma" } })).status).to.equal(415);
  });

  it("refuses what is not JSON, is too large, or comes with a key that may not", async () => {
    expect((await server.post(key, "{")).status).to.equal(400);
    expect((await server.post(key, "null")).status).to.equal(422);
    expect((await server.post(key, "[]")).status).to.equal(422);
    expect((await server.post(key, JSON.stringify("x".repeat(5_000_000)))).status).to.equal(413);
    expect((await server.post(key, "{}", { headers: { "content-type": "text/plain" } })).status).to.equal(
      415,
    );
    expect((await server.post("ns_unknown_key_0000", call())).status).to.equal(401);
    expect((await server.post(await server.createKey(["read"]), call())).status).to.equal(403);
  });

  it("masks secrets and addresses at the door, and leaves NUL and half characters out", async () => {
    await server.post(key, {
      type: "log",
      agent_id: "careful",
      message: "sent to jane.doe@firm.example with api_key=abcdef123456\u0000 \ud800",
      attributes: { mail: "jane.doe@firm.example", note: "a\u0000b\ud800", "x@y.example": 1 },
    });
    const [row] = await server.query<{ error_msg: string; extra: { attributes: object } }>(
      "select error_msg, extra from run_event_logs where agent_id = 'careful'",
    );
    expect(JSON.stringify(row)).not.to.contain("jane.doe").and.not.to.contain("abcdef123456");
    expect(row?.extra.attributes).to.deep.equal({
      mail: "j***@firm.example",
      note: "ab\ufffd",
      "x***@y.example": 1,
    });
    const hidden = await server.post(key, {
      type: "heartbeat",
      agent_id: "careful",
      attributes: { a: [1, { "__pro\u0000to__": { admin: true } }] },
    });
    expect(hidden.body["errors"]).to.have.nested.property("[0].field", "attributes.a.1.__proto__");
  });
});

describe("the rate of a key", () => {
  it("is said on every answer, and what is beyond it gets 429 with the time to wait", async function () {
    this.timeout(60_000);
    const server = await startIngestServer({ requestsPerMinute: 2 });
    try {
      const key = await server.createKey(["ingest"]);
      const first = await server.post(key, call());
      expect(first.status).to.equal(200);
      expect(first.headers.get("ratelimit-limit")).to.equal("2");
      expect(first.headers.get("ratelimit-remaining")).to.equal("1");
      await server.post(key, call());
      const third = await server.post(key, call());
      expect(third.status).to.equal(429);
      expect(third.headers.get("retry-after")).to.equal("30");
      expect(third.body).to.include({ code: "rate_limited", title: "Too many requests" });
      server.now = new Date(server.now.getTime() + 30_000);
      expect((await server.post(key, call())).status).to.equal(200);
    } finally {
      await server.close();
    }
  });
});
