import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { QueryFailedError } from "typeorm";
import type { Queryable } from "../../src/database/batch.ts";
import { withClient } from "../../src/database/embedded/server/with-client.ts";
import { rejection } from "../support/rejection.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

describe("a batch of statements", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
    for (const tenant of ["acme", "globex"]) await createTestTenant(test.database, tenant);
  });
  after(() => test.drop());

  const insert = (batch: Queryable, companyId: string, tenantId = "acme") =>
    batch.query<{ name: string }[]>(
      "insert into companies (tenant_id, company_id, natural_key, name, industry) values ($1, $2, $3, $4, $5) returning name",
      [tenantId, companyId, companyId, `Company ${companyId}`, null],
    );
  const find = (batch: Queryable, companyId: string) =>
    batch.query<{ companyId: string; createdAt: Date }[]>(
      'select company_id as "companyId", created_at as "createdAt" from companies where company_id = any ($1::uuid[])',
      [[companyId]],
    );
  const read = (companyId: string, tenantId = "acme") =>
    test.database.batch(tenantId, (batch) => find(batch, companyId));

  it("is answered statement by statement, as a transaction would", async () => {
    const { database } = test;
    const id = randomUUID();
    const [inserted, nothing, updated, counted] = await database.batch("acme", (batch) =>
      Promise.all([
        insert(batch, id),
        batch.query("insert into companies (tenant_id, natural_key, name) values ('acme', 'k', 'K')"),
        batch.query("update companies set employees = $2 where company_id = $1", [id, 7]),
        batch.query<{ count: number }[]>("select count(*)::int as count from companies"),
      ]),
    );
    expect(inserted).to.deep.equal([{ name: `Company ${id}` }]);
    expect(nothing).to.deep.equal([]);
    expect(updated).to.deep.equal([[], 1]);
    expect(counted).to.deep.equal([{ count: 2 }]);
    const [row] = await read(id);
    expect(row?.createdAt).to.be.instanceOf(Date);
  });

  it("sees and changes one tenant's rows only, and leaves no tenant behind on its connection", async () => {
    const { database } = test;
    const id = randomUUID();
    await database.batch("acme", (batch) => insert(batch, id));
    expect(await read(id, "globex")).to.deep.equal([]);
    const refused = await rejection(database.batch("acme", (batch) => insert(batch, randomUUID(), "globex")));
    expect(String(refused)).to.include("row-level security");
    const left = await database.withTenant("", (transaction) =>
      transaction.query<{ count: number }[]>("select count(*)::int as count from companies"),
    );
    expect(left).to.deep.equal([{ count: 0 }]);
  });

  it("is carried out together or not at all, and its connection serves on", async () => {
    const { database } = test;
    const [first, second] = [randomUUID(), randomUUID()];
    const error = await rejection(
      database.batch("acme", (batch) =>
        Promise.all([insert(batch, first), insert(batch, first), insert(batch, second)]),
      ),
    );
    expect(error).to.be.instanceOf(QueryFailedError);
    expect(await read(first)).to.deep.equal([]);
    expect(await read(second)).to.deep.equal([]);
  });

  it("sends nothing when its work fails before it waits", async () => {
    const { database } = test;
    const id = randomUUID();
    const broken = async () => {
      throw new RangeError("a defect");
    };
    const error = await rejection(
      database.batch("acme", (batch) => Promise.all([insert(batch, id), broken()])),
    );
    expect(error).to.be.instanceOf(RangeError);
    expect(await read(id)).to.deep.equal([]);
  });

  it("carries nothing out when one of its values cannot be sent", async () => {
    const { database } = test;
    const id = randomUUID();
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    await rejection(
      database.batch("acme", (batch) =>
        Promise.all([insert(batch, id), batch.query("select $1::jsonb", [circular])]),
      ),
    );
    expect(await read(id)).to.deep.equal([]);
  });

  describe("that loses to another transaction", () => {
    /** Fails like a deadlock until it has been asked so often; what a sequence gave out is not rolled back. */
    async function prepare(failures: number): Promise<string> {
      const name = `tries_${randomUUID().replaceAll("-", "")}`;
      await withClient(test.urls.superuser, async (client) => {
        await client.query(`create sequence ${name}`);
        await client.query(`create function ${name}() returns int language plpgsql security definer as $$
          begin
            if nextval('${name}') <= ${failures} then raise 'lost' using errcode = 'deadlock_detected'; end if;
            return currval('${name}');
          end $$`);
      });
      return name;
    }
    const ask = (name: string, id: string) =>
      test.database.batch("acme", (batch) =>
        Promise.all([insert(batch, id), batch.query<{ tries: number }[]>(`select ${name}() as tries`)]),
      );

    it("is carried out anew, once", async () => {
      const id = randomUUID();
      const [, tries] = await ask(await prepare(3), id);
      expect(tries).to.deep.equal([{ tries: 4 }]);
      expect(await read(id)).to.have.length(1);
    });

    it("fails in the end, and leaves its connection fit for use", async () => {
      const id = randomUUID();
      const name = await prepare(4);
      expect(await rejection(ask(name, id))).to.include({ code: "database_refused", sqlState: "40P01" });
      expect(await read(id)).to.deep.equal([]);
      const [, tries] = await ask(name, id);
      expect(tries).to.deep.equal([{ tries: 5 }]);
    });
  });

  it("takes no statement after it was sent", async () => {
    const { database } = test;
    const error = await rejection(
      database.batch("acme", async (batch) => {
        await batch.query("select 1");
        await batch.query("select 2");
      }),
    );
    expect(error).to.be.instanceOf(TypeError);
  });
});
