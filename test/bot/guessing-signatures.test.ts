import { expect } from "chai";
import pLimit from "p-limit";
import type { RefusalLog } from "../../src/observability/refusals/create-refusal-log.ts";
import { quietRefusals } from "../support/quiet-refusals.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { type Harness, startHarness } from "./support/slack-harness.ts";

/** More than an address may be refused in a minute. */
const GUESSES = 620;
const CHALLENGE = JSON.stringify({ type: "url_verification", challenge: "abc" });

describe("guessing Slack's signature", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let refusals: RefusalLog;
  let harness: Harness;
  const now = new Date("2026-11-28T12:00:30Z");

  before(async () => {
    test = await createTestDatabase();
    refusals = quietRefusals(test.database, () => now);
    harness = await startHarness({
      inbox: {
        countRefusal: (reason, address) =>
          refusals.note({
            door: "slack",
            reason,
            tenantId: null,
            actor: "anonymous",
            action: "slack.refused",
            subject: "POST /slack/events",
            address,
          }),
      },
    });
  });
  after(async () => {
    await harness.close();
    await refusals.close();
    await test.drop();
  });

  it("is answered 401 each time, and counted in one row with the address as a hash", async () => {
    const limit = pLimit(20);
    const answers = await Promise.all(
      Array.from({ length: GUESSES }, (_, guess) =>
        limit(async () => {
          const signature = `v0=${guess.toString(16).padStart(64, "0")}`;
          // A connection of its own: the server may close an idle one just as a busy machine uses it again.
          const { status } = await harness.send(CHALLENGE, { signature, headers: { connection: "close" } });
          return status;
        }),
      ),
    );
    expect([...new Set(answers)]).to.deep.equal([401]);
    await refusals.flush();
    const rows = await test.database.withService((transaction) =>
      transaction.query<{ tenantId: string; actor: string; detail: Record<string, unknown> }[]>(
        `select tenant_id as "tenantId", actor, detail from audit_log where action = 'slack.refused'`,
      ),
    );
    expect(rows).to.have.length(1);
    expect(rows[0]).to.include({ tenantId: "platform", actor: "anonymous" });
    expect(rows[0]?.detail).to.include({ refused: true, reason: "bad_signature", count: GUESSES });
    expect(rows[0]?.detail["address"]).to.match(/^[0-9a-f]{16}$/);
  });

  it("slows down what cannot be right, and never what is rightly signed, whoever shares the address", async () => {
    const unsigned = await fetch(`${harness.server.url}/slack/events`, { method: "POST", body: CHALLENGE });
    expect(unsigned.status).to.equal(429);
    expect(Number(unsigned.headers.get("retry-after"))).to.be.within(1, 60);
    expect((await harness.send(CHALLENGE)).status).to.equal(200);
  });
});
