import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { readEnvironment } from "../../../src/config/environment.ts";
import { createRunControl } from "../../../src/runner/create-run-control.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { type Harness, startHarness } from "../support/slack-harness.ts";

describe("the question whether a run is to start", () => {
  let test: TestDatabase;
  let harness: Harness;
  let tenantId = "";
  /** Presses that have looked for what was started, and wait for the others. */
  let meet: () => Promise<void>;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
  });
  after(() => test.drop());
  beforeEach(async () => {
    tenantId = `acme-${randomUUID().slice(0, 8)}`;
    await createTestTenant(test.database, tenantId);
    const control = createRunControl(
      { database: test.database, environment: readEnvironment({}), clock: () => new Date() },
      "slack",
    );
    meet = () => Promise.resolve();
    harness = await startHarness({
      runs: {
        ...control,
        async start(wish) {
          await meet();
          return control.start(wish);
        },
      },
    });
  });
  afterEach(() => harness.close());

  async function press(by?: { readonly userId: string; readonly viewId: string }): Promise<string> {
    const question = {
      tenantId,
      rerunOf: null,
      alertId: null,
      stage: null,
      companyConcurrency: null,
      skipVendors: [],
      cap: null,
    };
    return (await harness.submit("run-confirm", question, {}, undefined, by)).text();
  }

  const runs = () =>
    test.database.withTenant(tenantId, (transaction) =>
      transaction.query<{ short: string }[]>("select left(run_id::text, 8) as short from enrichment_runs"),
    );

  it("starts one run when it is pressed twice at once, and tells both of that one", async () => {
    const both = Promise.withResolvers<void>();
    let here = 0;
    meet = () => {
      here += 1;
      if (here === 2) both.resolve();
      return both.promise;
    };
    const said = await Promise.all([press(), press()]);
    const started = await runs();
    expect(started).to.have.length(1);
    for (const text of said) expect(text).to.contain(`Run \`${started[0]?.short}\``).and.contain("has begun");
  });

  it("starts no second run when it is pressed again after the first has ended", async () => {
    const first = await press();
    await test.database.withTenant(tenantId, (transaction) =>
      transaction.query("update enrichment_runs set status = 'failed', ended_at = now()"),
    );
    expect(await press())
      .to.equal(first)
      .and.to.contain("has begun");
    expect(await runs()).to.have.length(1);
  });

  it("tells somebody who asks in a form of their own which run is in progress", async () => {
    await press();
    const said = await press({ userId: "U0OTHER", viewId: "V2" });
    const [started] = await runs();
    expect(said)
      .to.contain("Not started")
      .and.to.contain(`Run ${started?.short}`)
      .and.to.contain("is in progress");
    expect(await runs()).to.have.length(1);
  });
});
