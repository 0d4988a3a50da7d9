import { expect } from "chai";
import { readEnvironment } from "../../../src/config/environment.ts";
import { startRun } from "../../../src/runner/planning/start-run.ts";
import { createScheduler } from "../../../src/runner/schedule/scheduler.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { rejection } from "../../support/rejection.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { createCli } from "../support/create-cli.ts";

/** 00:30 of 22 November in Singapore, half an hour before the night. */
const EVENING = new Date("2026-11-21T16:30:00Z");

describe("deactivating a tenant", () => {
  const environment = readEnvironment({ SCHED_REQUIRE_ODOO: "false" });
  let test: TestDatabase;
  let now = EVENING;
  const clock = () => now;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());

  const run = createCli("tenants", () => test, { clock });
  const cli = async (...args: string[]) => {
    const { out, message } = await run(...args);
    return out + message;
  };

  const tick = (at: Date) => {
    now = at;
    return createScheduler({ database: test.database, environment, clock, logger: quietLogger() }).tick();
  };
  const startByHand = () =>
    startRun({ database: test.database, environment, clock }, { tenantId: "acme", trigger: "cli" });
  const rows = (sql: string) =>
    test.database.withTenant("acme", (transaction) => transaction.query<unknown[]>(sql));

  it("starts no run of it, by schedule or by hand, and makes up for none once it is active again", async () => {
    await tick(EVENING);
    expect(await cli("deactivate", "acme")).to.equal("Deactivated tenant acme.\n");
    expect(await cli("deactivate", "acme")).to.equal("Tenant acme is inactive already.\n");
    const anHourOn = new Date(EVENING.getTime() + 3_600_000);
    expect(await tick(anHourOn)).to.equal(null);
    expect(await rejection(startByHand())).to.include({
      message: "tenant: acme is inactive and runs no nights",
    });
    expect(await cli("activate", "acme")).to.equal("Activated tenant acme.\n");
    expect(await tick(anHourOn)).to.deep.equal(new Date("2026-11-22T17:00:00Z"));
    expect(await rows("select * from expected_runs")).to.deep.equal([]);
    expect(await rows("select * from enrichment_runs")).to.deep.equal([]);
    expect(
      await rows("select action from audit_log where action like 'tenant.%activate' order by at"),
    ).to.deep.equal([{ action: "tenant.deactivate" }, { action: "tenant.activate" }]);
  });

  it("leaves a run in progress alone where nobody can be asked, and names it and the way to stop it", async () => {
    const { runId } = await startByHand();
    const said = await cli("deactivate", "acme");
    expect(said).to.include(`Run ${runId} is in progress and goes on.`);
    expect(said).to.include("nightshift tenants deactivate acme --now");
    expect(await rows("select status from enrichment_runs")).to.deep.equal([{ status: "running" }]);
  });

  it("stops it with --now, also when the tenant is inactive already", async () => {
    expect(await cli("deactivate", "acme", "--now")).to.match(
      /inactive already[\s\S]*stops at its next company/,
    );
    expect(await rows("select status, status_reason from enrichment_runs")).to.deep.equal([
      { status: "cancelled", status_reason: "cancelled by cli" },
    ]);
    expect(await cli("deactivate", "acme", "--now")).to.equal("Tenant acme is inactive already.\n");
    await cli("activate", "acme");
    const { runId } = await startByHand();
    const said = await cli("deactivate", "acme", "--now");
    expect(said).to.include("Deactivated tenant acme.").and.include(`Run ${runId} stops`);
    expect(await rows("select status from enrichment_runs where status = 'running'")).to.deep.equal([]);
  });

  it("needs a tenant that is there", async () => {
    expect((await run("activate", "nobody")).code).to.equal(3);
  });
});
