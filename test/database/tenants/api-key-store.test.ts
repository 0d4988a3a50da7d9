import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { findKey, listKeys } from "../../../src/database/tenants/api-key-store.ts";
import { createKey, revokeKey } from "../../../src/database/tenants/key-change-store.ts";
import type { Scope } from "../../../src/entities/vocabulary.ts";
import { InvalidInputError, NotFoundError } from "../../../src/errors.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

describe("API keys", () => {
  let test: TestDatabase;
  const now = new Date("2030-01-02T03:04:05Z");

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await createTestTenant(test.database, "globex");
  });

  after(() => test.drop());

  function create(tenantId: string, options: { expiresAt?: Date; scopes?: Scope[] } = {}) {
    const { expiresAt = null, scopes = ["read"] } = options;
    return createKey(
      test.database,
      { tenantId, name: "report", scopes, expiresAt, actor: "cli" },
      randomBytes,
    );
  }

  it("are 256 random bits, of which only the hash and the first characters are kept", async () => {
    const { token, key } = await create("acme", { scopes: ["read", "operate"] });
    expect(token).to.match(/^ns_[\w-]{43}$/);
    expect(key.prefix).to.equal(token.slice(0, 11));
    const stored = await test.database.withTenant("acme", (transaction) =>
      transaction.query<object[]>("select * from api_keys"),
    );
    expect(JSON.stringify(stored)).not.to.include(token.slice(11));
  });

  it("open their own tenant, with their scopes, until they are revoked", async () => {
    const { token, key } = await create("globex", { scopes: ["ingest"] });
    expect(await findKey(test.database, token)).to.deep.equal({
      tenantId: "globex",
      keyId: key.keyId,
      prefix: key.prefix,
      scopes: ["ingest"],
      agentIds: null,
    });
    expect(
      (await revokeKey(test.database, key.prefix, { tenantId: null, actor: "cli" }, now)).revokedAt,
    ).to.deep.equal(now);
    expect(await findKey(test.database, token)).to.equal(null);
    const again = await revokeKey(
      test.database,
      key.keyId,
      { tenantId: null, actor: "cli" },
      new Date("2031-01-01T00:00:00Z"),
    );
    expect(again.revokedAt).to.deep.equal(now);
  });

  it("open nothing when they are expired, or nobody's", async () => {
    const { token } = await create("acme", { expiresAt: new Date(Date.now() - 1000) });
    expect(await findKey(test.database, token)).to.equal(null);
    expect(await findKey(test.database, "ns_nobody")).to.equal(null);
    expect(await findKey(test.database, "")).to.equal(null);
  });

  it("are listed for one tenant or for all, never with their hash", async () => {
    const all = await listKeys(test.database, null);
    const acme = await listKeys(test.database, "acme");
    expect(acme.every(({ tenantId }) => tenantId === "acme")).to.equal(true);
    expect(all.length).to.be.above(acme.length);
    expect(Object.keys(acme[0] ?? {})).not.to.include("hash");
  });

  it("leave their making and ending in the audit log, once each and without the key", async () => {
    const { token, key } = await create("acme");
    await revokeKey(test.database, key.keyId, { tenantId: null, actor: "cli" }, now);
    await revokeKey(test.database, key.keyId, { tenantId: null, actor: "cli" }, now);
    const entries = await test.database.withTenant("acme", (transaction) =>
      transaction.query<{ action: string }[]>(
        "select actor, action, detail from audit_log where subject = $1 order by action",
        [key.keyId],
      ),
    );
    expect(entries.map(({ action }) => action)).to.deep.equal(["key.create", "key.revoke"]);
    expect(JSON.stringify(entries)).not.to.include(token);
  });

  it("are named by their id when two begin alike, and said which there are when one is unknown", async () => {
    // Two keys that differ in their last byte only.
    const random = (last: number) => (size: number) => Buffer.alloc(size, 7).fill(last, size - 1);
    const one = await createKey(
      test.database,
      { tenantId: "acme", name: "one", scopes: ["read"], expiresAt: null, actor: "cli" },
      random(1),
    );
    await createKey(
      test.database,
      { tenantId: "globex", name: "two", scopes: ["read"], expiresAt: null, actor: "cli" },
      random(2),
    );
    const ambiguous = await revokeKey(
      test.database,
      one.key.prefix,
      { tenantId: null, actor: "cli" },
      now,
    ).catch((error: unknown) => error);
    expect(ambiguous).to.be.instanceOf(InvalidInputError);
    expect(String(ambiguous)).to.include(one.key.keyId);
    const unknown = await revokeKey(
      test.database,
      `${one.token}x`,
      { tenantId: null, actor: "cli" },
      now,
    ).catch((error: unknown) => error);
    expect(unknown).to.be.instanceOf(NotFoundError);
    expect(String(unknown)).to.include(one.key.prefix).and.not.include(one.token);
  });
});
