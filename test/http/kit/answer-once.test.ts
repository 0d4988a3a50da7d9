import { expect } from "chai";
import { type IngestServer, startIngestServer } from "../support/ingest-server.ts";

describe("Idempotency-Key", () => {
  let server: IngestServer;
  let admin: string;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    admin = await server.createKey(["admin"]);
  });
  after(() => server.close());

  const makeKey = (idempotencyKey: string, body: object | string, key = admin) =>
    server.post(key, body, { path: "/api/obs/keys", headers: { "idempotency-key": idempotencyKey } });
  const countKeys = async (name: string) =>
    (await server.query<{ n: number }>("select count(*)::int as n from api_keys where name = $1", [name]))[0]
      ?.n;

  it("carries a request out once, and answers its repetition alike, token included", async () => {
    const body = { name: "once", scopes: ["read"] };
    const first = await makeKey("a-1", body);
    const second = await makeKey("a-1", body);
    expect(first.status).to.equal(201);
    expect(first.headers.get("idempotent-replayed")).to.equal(null);
    expect(second.status).to.equal(201);
    expect(second.headers.get("idempotent-replayed")).to.equal("true");
    expect(second.body).to.deep.equal(first.body);
    expect(second.body["token"]).to.match(/^ns_/);
    expect(await countKeys("once")).to.equal(1);
    const [row] = await server.query<{ row: string }>(
      "select row_to_json(i)::text as row from idempotent_requests i",
    );
    expect(row?.row).not.to.contain("a-1").and.not.to.contain(String(first.body["token"]));
  });

  it("does one of twenty that come at once", async () => {
    const body = { name: "twenty", scopes: ["read"] };
    const answers = await Promise.all(Array.from({ length: 20 }, () => makeKey("b-1", body)));
    expect(await countKeys("twenty")).to.equal(1);
    expect(new Set(answers.map(({ status }) => status))).to.satisfy((statuses: Set<number>) =>
      [...statuses].every((status) => status === 201 || status === 409),
    );
  });

  it("refuses the same key for another body, another path and in a wrong form", async () => {
    await makeKey("c-1", { name: "c", scopes: ["read"] });
    const other = await makeKey("c-1", { name: "d", scopes: ["read"] });
    expect(other.status).to.equal(422);
    expect(other.body).to.include({ field: "Idempotency-Key" });
    for (const bad of ["x".repeat(201), "a b"])
      expect((await makeKey(bad, { name: "e", scopes: ["read"] })).status, bad).to.equal(422);
    expect((await makeKey("x".repeat(200), { name: "e", scopes: ["read"] })).status).to.equal(201);
  });

  it("frees the key when the request was refused", async () => {
    expect((await makeKey("d-1", { name: "", scopes: ["read"] })).status).to.equal(422);
    expect((await makeKey("d-1", { name: "later", scopes: ["read"] })).status).to.equal(201);
  });

  it("belongs to one API key, and is forgotten after a day", async () => {
    const other = await server.createKey(["admin"]);
    const body = { name: "daily", scopes: ["read"] };
    await makeKey("e-1", body);
    expect((await makeKey("e-1", body, other)).headers.get("idempotent-replayed")).to.equal(null);
    server.now = new Date(Date.now() + 24 * 3_600_000 - 60_000);
    expect((await makeKey("e-1", body)).headers.get("idempotent-replayed")).to.equal("true");
    server.now = new Date(Date.now() + 24 * 3_600_000 + 60_000);
    expect((await makeKey("e-1", body)).headers.get("idempotent-replayed")).to.equal(null);
    server.now = new Date();
  });

  it("says that nobody knows what became of one that was interrupted", async () => {
    const body = { name: "cut", scopes: ["read"] };
    await makeKey("f-1", body);
    await server.query(
      "update idempotent_requests set answer_sealed = null, started_at = now() - interval '3 minutes'",
    );
    const again = await makeKey("f-1", body);
    expect(again.status).to.equal(409);
    expect(again.body["detail"]).to.contain("may have been carried out");
    expect(await countKeys("cut")).to.equal(1);
  });
});
