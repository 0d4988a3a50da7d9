import { expect } from "chai";
import { createSecrets } from "../../src/database/create-secrets.ts";
import type { Database } from "../../src/database/database.ts";
import {
  countSealed,
  findHashKey,
  replaceLostHashKey,
  rotateSecrets,
} from "../../src/database/rotate-secrets-store.ts";
import { ConfigurationError } from "../../src/errors.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

const OLD = "0a".repeat(32);
const NEW = "0b".repeat(32);
const TENANTS = 250;

describe("rotating SECRETS_KEY", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  const idle = new AbortController().signal;

  beforeEach(async () => {
    test = await createTestDatabase();
    const before = createSecrets(OLD);
    const ids = Array.from({ length: TENANTS }, (_, index) => `t${String(index).padStart(3, "0")}`);
    await test.database.withService((transaction) =>
      transaction.query(
        `insert into odoo_connections (tenant_id, base_url, database, api_key_sealed)
         select id, 'https://odoo.example', id, sealed from unnest($1::text[], $2::text[]) as n (id, sealed)`,
        [ids, ids.map((id) => before.seal(`key of ${id}`))],
      ),
    );
  });
  afterEach(() => test.drop());

  const sealed = () =>
    test.database.withService((transaction) =>
      transaction.query<{ id: string; sealed: string }[]>(
        "select tenant_id as id, api_key_sealed as sealed from odoo_connections order by 1",
      ),
    );

  it("reads with both keys meanwhile, seals all with the new one, and finds hashes without the old one", async () => {
    const before = createSecrets(OLD);
    const hash = before.hash("ana@example.com");
    const meanwhile = createSecrets(NEW, OLD);
    expect(meanwhile.hash("ana@example.com")).to.equal(hash);
    for (const row of await sealed()) expect(meanwhile.unseal(row.sealed)).to.equal(`key of ${row.id}`);
    expect(await countSealed(test.database, meanwhile)).to.deep.equal({
      current: 0,
      old: TENANTS,
      unreadable: 0,
    });

    expect(await rotateSecrets(test.database, meanwhile, idle)).to.equal(TENANTS);
    const after = createSecrets(NEW);
    for (const row of await sealed()) expect(after.unseal(row.sealed)).to.equal(`key of ${row.id}`);
    expect(await countSealed(test.database, after)).to.deep.equal({
      current: TENANTS + 1,
      old: 0,
      unreadable: 0,
    });
    const hashKey = await test.database.withService((transaction) => findHashKey(transaction, after));
    expect(after.hash("ana@example.com")).not.to.equal(hash);
    expect(after.withHashKey(hashKey ?? "").hash("ana@example.com")).to.equal(hash);
    expect(() => before.unseal(hashKey ?? "")).to.throw(ConfigurationError);
    expect(await rotateSecrets(test.database, meanwhile, idle)).to.equal(0);
  });

  it("goes on where it was stopped, and keeps the hashes through a second rotation", async () => {
    const hash = createSecrets(OLD).hash("ana@example.com");
    const meanwhile = createSecrets(NEW, OLD);
    const stop = new AbortController();
    let transactions = 0;
    const watched: Database = {
      ...test.database,
      withService(work, patience) {
        transactions += 1;
        if (transactions === 3) stop.abort();
        return test.database.withService(work, patience);
      },
    };
    const stopped = await rotateSecrets(watched, meanwhile, stop.signal).then(
      () => "done",
      () => "stopped",
    );
    expect(stopped).to.equal("stopped");
    const counts = await countSealed(test.database, meanwhile);
    expect(counts.current).to.be.within(101, TENANTS);
    expect(counts.current + counts.old).to.equal(TENANTS + 1);
    expect(await rotateSecrets(test.database, meanwhile, idle)).to.equal(counts.old);

    const third = createSecrets("0c".repeat(32), NEW);
    await rotateSecrets(test.database, third, idle);
    expect(await countSealed(test.database, third)).to.deep.equal({
      current: TENANTS + 1,
      old: 0,
      unreadable: 0,
    });
    const hashKey = await test.database.withService((transaction) => findHashKey(transaction, third));
    expect(
      createSecrets("0c".repeat(32))
        .withHashKey(hashKey ?? "")
        .hash("ana@example.com"),
    ).to.equal(hash);
  });

  it("counts what neither key opens, and leaves it alone", async () => {
    const before = await sealed();
    const strangers = createSecrets(NEW, "0d".repeat(32));
    expect(await rotateSecrets(test.database, strangers, idle)).to.equal(0);
    expect(await sealed()).to.deep.equal(before);
    expect(await countSealed(test.database, strangers)).to.include({ old: 0, unreadable: TENANTS });
  });

  it("keeps the key of the hashes from the first connection on, and begins anew only if it is told to", async () => {
    const first = createSecrets(OLD);
    const kept = await test.database.withService((transaction) => findHashKey(transaction, first));
    const other = createSecrets(NEW);
    expect(await test.database.withService((transaction) => findHashKey(transaction, other))).to.equal(kept);
    expect(() => other.withHashKey(kept ?? "")).to.throw(ConfigurationError);
    expect(await countSealed(test.database, other)).to.include({ unreadable: TENANTS + 1 });
    expect(await replaceLostHashKey(test.database, first), "nothing is lost").to.equal(false);
    expect(await replaceLostHashKey(test.database, other)).to.equal(true);
    const anew = await test.database.withService((transaction) => findHashKey(transaction, other));
    expect(other.withHashKey(anew ?? "").hash("ana@example.com")).to.equal(other.hash("ana@example.com"));
  });
});
