import { expect } from "chai";
import { reconcileRun } from "../../../src/observability/reconcile/reconcile-run.ts";
import { type ForkedRunner, forkRunner } from "../../support/fork-runner.ts";
import { type Night, prepareNight, TENANT } from "../../support/night.ts";
import { patience } from "../../support/patience.ts";

const COMPANIES = 20;

describe("a batch of addresses whose runner dies", function () {
  this.timeout(patience(120_000));
  let night: Night;
  const runners: ForkedRunner[] = [];

  before(async () => {
    night = await prepareNight({ settings: { ZEROBOUNCE_BATCH_SIZE: "50" } });
  });
  after(async () => {
    for (const runner of runners) await runner.kill();
    await night.close();
  });

  it("is not paid for twice, and the books close", async () => {
    night.town.setFault({ vendor: "zerobounce", mode: "slow", delayMs: 1_500, times: 2 });
    const first = await forkRunner(night.settings);
    runners.push(first);
    const { runId } = await night.start({ cap: COMPANIES });
    await night.until("exists (select from vendor_ledger where operation = 'validate_batch')");
    await first.kill();
    runners.push(await forkRunner(night.settings));
    await night.ended(runId, 60_000);
    expect(await night.status(runId)).to.equal("succeeded");
    const [known] = await night.rows<{ addresses: number }>(
      "select count(distinct email)::int as addresses from lead_emails where status is not null",
    );
    const credits = night.town
      .calls()
      .filter(({ vendor }) => vendor === "zerobounce")
      .reduce(
        (sum, { charged }) => sum + Object.values(charged).reduce((one, other) => one + Number(other), 0),
        0,
      );
    expect(credits).to.be.at.most(known?.addresses ?? 0);
    const open = await night.rows(
      "select state from vendor_ledger where operation = 'validate_batch' and state in ('reserved', 'unknown')",
    );
    expect(open).to.deep.equal([]);
    const { totals } = await reconcileRun(night.database, { tenantId: TENANT, runId });
    expect(totals.filter(({ difference }) => difference !== 0)).to.deep.equal([]);
  });
});
