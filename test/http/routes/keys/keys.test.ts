import { expect } from "chai";
import { z } from "zod";
import { type IngestServer, startIngestServer } from "../../support/ingest-server.ts";

const NewKey = z.looseObject({ token: z.string(), key_id: z.string(), prefix: z.string() });
const PATH = { path: "/api/obs/keys" };

describe("the keys over HTTP", () => {
  let server: IngestServer;
  let admin: string;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    admin = await server.createKey(["admin"]);
  });
  after(() => server.close());

  const make = async (body: object) => NewKey.parse((await server.post(admin, body, PATH)).body);
  const send = (method: string, path: string, body?: object) =>
    fetch(`${server.url}/api/obs/keys/${path}`, {
      method,
      headers: { authorization: `Bearer ${admin}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it("are shown once, listed without themselves, and say when they were last used", async () => {
    const { token, key_id: keyId, prefix } = await make({ name: "reader", scopes: ["read"] });
    expect((await server.get(token, "/runs")).status).to.equal(200);
    const { body } = await server.get(admin, "/api/obs/keys");
    expect(JSON.stringify(body)).not.to.contain(token);
    expect(body["keys"]).to.be.an("array");
    const [row] = await server.query<{ last_used_at: Date | null; hash: string }>(
      "select last_used_at, hash from api_keys where key_id = $1",
      [keyId],
    );
    expect(row?.last_used_at).to.deep.equal(server.now);
    expect(row?.hash).to.match(/^[0-9a-f]{64}$/);
    expect(token.startsWith(prefix)).to.equal(true);
  });

  it("end at once when they are revoked, for their own tenant only", async () => {
    const { token, prefix } = await make({ name: "short", scopes: ["ingest"] });
    const foreign = await server.createKey(["admin"], { tenantId: "globex" });
    const answer = await fetch(`${server.url}/api/obs/keys/${prefix}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${foreign}` },
    });
    expect(answer.status).to.equal(404);
    expect((await send("DELETE", prefix)).status).to.equal(200);
    expect((await server.post(token, { type: "heartbeat", agent_id: "a" })).status).to.equal(401);
  });

  it("are renamed, and rotated with an overlap in which both work", async () => {
    const old = await make({ name: "first", scopes: ["ingest"], agent_ids: ["a"] });
    expect(await (await send("PATCH", old.prefix, { name: "second" })).json()).to.include({ name: "second" });
    const rotated = NewKey.parse(
      await (await send("POST", `${old.prefix}/rotate`, { overlap_hours: 0 })).json(),
    );
    expect(rotated).to.deep.include({
      name: "second",
      scopes: ["ingest"],
      agent_ids: ["a"],
      replaces: old.key_id,
    });
    const beat = { type: "heartbeat", agent_id: "a" };
    expect((await server.post(rotated.token, beat)).status).to.equal(200);
    expect((await server.post(old.token, beat)).status).to.equal(401);
    const again = NewKey.parse(await (await send("POST", `${rotated.prefix}/rotate`, {})).json());
    expect((await server.post(rotated.token, beat)).status).to.equal(200);
    expect((await server.post(again.token, beat)).status).to.equal(200);
    expect((await send("POST", `${old.prefix}/rotate`, {})).status).to.equal(409);
  });

  it("that are bound to agents may only ingest; names, scopes and dates are checked", async () => {
    for (const [body, field] of [
      [{ name: "x", scopes: ["read"], agent_ids: ["a"] }, "scopes"],
      [{ name: "", scopes: ["read"] }, "name"],
      [{ name: "x", scopes: [] }, "scopes"],
      [{ name: "x", scopes: ["root"] }, "scopes.0"],
      [{ name: "x", scopes: ["read"], expires_at: "2020-01-01T00:00:00Z" }, "expires_at"],
    ] as const) {
      const { status, body: problem } = await server.post(admin, body, PATH);
      expect(status).to.equal(422);
      expect(problem).to.include({ field });
    }
  });

  it("leave each change in the audit log, without the key", async () => {
    const rows = await server.query<{ action: string }>(
      "select distinct action from audit_log where action like 'key.%' and tenant_id = 'acme'",
    );
    expect(rows.map(({ action }) => action)).to.have.members([
      "key.create",
      "key.revoke",
      "key.rename",
      "key.rotate",
    ]);
  });
});
