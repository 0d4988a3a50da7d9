import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { createKeys } from "../../../src/bot/adapters/create-keys.ts";
import { findKey } from "../../../src/database/tenants/api-key-store.ts";
import { createKey } from "../../../src/database/tenants/key-change-store.ts";
import { messageProblems } from "../../support/slack-limits.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { type Harness, startHarness } from "../support/slack-harness.ts";

const NOW = new Date();

describe("/nightshift keys", () => {
  let test: TestDatabase;
  let harness: Harness;
  let token: string;
  let prefix: string;
  let told = 0;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    for (const tenantId of ["acme", "globex"]) await createTestTenant(test.database, tenantId);
    harness = await startHarness({ keys: createKeys(test.database, () => NOW) });
  });
  after(async () => {
    await harness.close();
    await test.drop();
  });
  beforeEach(async () => {
    const wish = {
      tenantId: "acme",
      name: "support bot",
      scopes: ["ingest"] as const,
      expiresAt: null,
      actor: "cli",
    };
    const made = await createKey(test.database, { ...wish, agentIds: ["support-bot"] }, randomBytes);
    token = made.token;
    prefix = made.key.prefix;
  });

  async function say(words: string): Promise<string> {
    await harness.command("/nightshift", `keys ${words}`);
    const { args } = await harness.slack.called("respond", told);
    told += 1;
    expect(args["response_type"]).to.equal("ephemeral");
    expect(messageProblems(args)).to.deep.equal([]);
    return JSON.stringify(args["blocks"] ?? args["text"]);
  }

  it("lists a tenant's keys by their beginnings", async () => {
    const said = await say("");
    expect(said).to.contain(prefix).and.to.contain("support bot").and.to.contain("for support-bot");
    expect(said).not.to.contain(token);
  });

  it("renames a key", async () => {
    expect(await say(`rename ${prefix} blue`)).to.contain("*blue*");
    expect(await findKey(test.database, token)).to.deep.include({ agentIds: ["support-bot"] });
  });

  it("rotates a key: both work for a day", async () => {
    const said = await say(`rotate ${prefix}`);
    const [fresh = ""] = /ns_[\w-]{20,}/.exec(said) ?? [];
    expect(await findKey(test.database, fresh)).to.deep.include({ agentIds: ["support-bot"] });
    expect(await findKey(test.database, token)).not.to.equal(null);
  });

  it("revokes a key at once, and audits who did it", async () => {
    expect(await say(`revoke ${prefix}`)).to.contain("revoked");
    expect(await findKey(test.database, token)).to.equal(null);
    const audit = await test.database.withService((transaction) =>
      transaction.query<{ actor: string; tenant_id: string }[]>(
        "select actor, tenant_id from audit_log where action = 'key.revoke'",
      ),
    );
    expect(audit).to.have.lengthOf(1);
    expect(audit[0]?.actor).to.match(/^slack:U/);
  });

  it("says what is wrong with a key there is not, and with words that are missing", async () => {
    expect(await say("revoke ns_nothing")).to.contain("no key");
    expect(await say("rename")).to.contain("needs two words");
    expect(await say("create bot everything")).to.contain("is not a scope");
  });
});
