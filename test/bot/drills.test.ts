import { randomUUID } from "node:crypto";
import { WebClient } from "@slack/web-api";
import { expect } from "chai";
import { DIAGNOSTICS } from "../../src/alerts/diagnostics/diagnostics.ts";
import { readDiagnoses } from "../../src/alerts/diagnostics/read-diagnoses.ts";
import { runDiagnostics } from "../../src/alerts/diagnostics/run-diagnostics.ts";
import { DRILL_RULES } from "../../src/alerts/drills/drill-rules.ts";
import { finishDueDrills } from "../../src/alerts/drills/run-drill.ts";
import type { Runbook } from "../../src/alerts/runbooks/runbook.ts";
import { readRunbooks } from "../../src/alerts/runbooks/runbook-store.ts";
import { createBotDependencies } from "../../src/bot/adapters/create-bot-dependencies.ts";
import { createDrills } from "../../src/bot/adapters/create-drills.ts";
import { createSlackLogger } from "../../src/bot/posting/create-slack-logger.ts";
import { readContent } from "../../src/bot/posting/read-content.ts";
import { createSlackNotifier } from "../../src/bot/posting/slack-notifier.ts";
import type { Shown } from "../../src/bot/posting/start-delivery.ts";
import { webClientOptions } from "../../src/bot/posting/web-client-options.ts";
import { saveUser } from "../../src/database/tenants/user-store.ts";
import { deliverMessages } from "../../src/messages/deliver-messages.ts";
import { SILENT_METER } from "../../src/observability/metrics/meter.ts";
import { quietLogger } from "../support/quiet-logger.ts";
import { quietRefusals } from "../support/quiet-refusals.ts";
import { messageProblems } from "../support/slack-limits.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";
import { fakeDependencies } from "./support/fake-dependencies.ts";
import type { SlackCall } from "./support/fake-slack.ts";
import { type Harness, startHarness } from "./support/slack-harness.ts";

const PERSON = "U0PERSON";

describe("a drill through Slack", () => {
  let test: TestDatabase;
  let harness: Harness;
  let runbooks: Runbook[];
  let aheadMs: number;
  const clock = () => new Date(Date.now() + aheadMs);

  before(async function () {
    this.timeout(60_000);
    aheadMs = 0;
    test = await createTestDatabase();
    const { database } = test;
    runbooks = await readRunbooks("runbooks");
    await createTestTenant(database, "acme", { alertChannel: "acme-alerts", qaChannel: "acme-qa" });
    for (const tenantId of ["acme", "platform"])
      await database.withTenant(tenantId, (transaction) =>
        saveUser(transaction, { tenantId, userId: PERSON, role: "operator" }),
      );
    const { logger, runs } = fakeDependencies().dependencies;
    const platformChannel = "platform-alerts";
    harness = await startHarness(
      createBotDependencies({
        database,
        clock,
        logger,
        meter: SILENT_METER,
        runbooks,
        firstAdmin: undefined,
        publicUrl: () => "https://nightshift.example",
        refusals: quietRefusals(database),
        readDiagnoses,
        drills: createDrills({ database, clock, runbooks, platformChannel, logger: quietLogger() }),
        runControl: runs,
        readLink: () => null,
        installation: fakeDependencies().dependencies.installation,
        otherIdOf: () => Promise.resolve(null),
      }),
    );
  });
  after(async () => {
    await harness.app.stop();
    await harness.close();
    await test.drop();
  });
  beforeEach(async () => {
    aheadMs = 0;
    harness.slack.calls.length = 0;
    await test.database.withService(async (transaction) => {
      for (const table of ["alert_notifications", "alerts"]) await transaction.query(`delete from ${table}`);
    });
  });

  /** Does something, and waits for the call of Slack's that it ends with. */
  async function andThen(method: string, act: () => Promise<Response>): Promise<SlackCall> {
    const before = harness.slack.calls.filter((call) => call.method === method).length;
    expect((await act()).status).to.equal(200);
    return harness.slack.called(method, before);
  }

  async function deliver(): Promise<void> {
    const client = new WebClient(
      "xoxb-test",
      webClientOptions(createSlackLogger(fakeDependencies().dependencies.logger), harness.slack.apiUrl),
    );
    const { database } = test;
    for (let round = 0; round < 6; round += 1) {
      await deliverMessages<Shown>({
        database,
        channel: createSlackNotifier(client),
        readContent: (message, now) => readContent({ database, runbooks, readDiagnoses }, message, now),
        clock,
        logger: quietLogger(),
        wait: () => Promise.resolve(),
      });
      aheadMs += 1_100;
    }
  }

  const posts = () => harness.slack.calls.filter(({ method }) => method === "chat.postMessage");
  const rows = <Row>(sql: string) =>
    test.database.withService((transaction) => transaction.query<Row[]>(sql));

  for (const { id, isOfPlatform, topic } of DRILL_RULES) {
    it(`of ${id} goes the whole way: found, posted, taken, its runbook ticked, over and scored`, async () => {
      const words = isOfPlatform ? id : `${id.toLowerCase()} acme`;
      const said = await andThen("respond", () => harness.command("/drill", words));
      expect(said.args["text"]).to.include("has begun").and.include("nobody is paged");
      const [raised] = await rows<{ tenantId: string; alertId: string }>(
        `select tenant_id as "tenantId", alert_id as "alertId" from alerts`,
      );
      if (raised === undefined) throw new Error("no alert was raised");
      await runDiagnostics(
        { database: test.database, clock, logger: quietLogger(), runbooks, diagnostics: DIAGNOSTICS },
        raised,
      );
      await deliver();

      const [card, ...thread] = posts();
      const channel = isOfPlatform ? "platform-alerts" : topic === "qa" ? "acme-qa" : "acme-alerts";
      expect(card?.args).to.include({ channel }).and.not.to.have.property("thread_ts");
      expect(card?.args["text"]).to.include("DRILL").and.include("This is a drill.");
      for (const { args } of posts()) expect(messageProblems(args)).to.deep.equal([]);
      const checklist = thread.find(({ args }) => String(args["text"]).startsWith("DRILL: Runbook "));
      expect(checklist?.args).to.have.property("thread_ts", "1700000000.000100");

      const acknowledge = idInButton(card, "acknowledge-alert");
      const taken = await andThen("chat.update", () => harness.press("acknowledge-alert", acknowledge));
      expect(taken.args["text"]).to.include("DRILL").and.include("(acknowledged");
      const ticked = await andThen("chat.update", () => tick(checklist));
      expect(ticked.args["text"]).to.match(/: 1 of \d+ steps done$/);
      const resolve = idInButton(taken, "resolve-alert");
      await andThen("chat.update", () => resolveByForm(resolve));

      const platformChannel = "platform-alerts";
      const desk = { database: test.database, clock, runbooks, platformChannel, logger: quietLogger() };
      expect([await finishDueDrills(desk), await finishDueDrills(desk)]).to.deep.equal([1, 0]);
      await deliver();
      const scores = posts().filter(({ args }) => String(args["text"]).startsWith(`Drill of ${id}: `));
      expect(scores).to.have.lengthOf(1);
      expect(scores[0]?.args["text"]).to.match(/ (8[0-9]|9[0-9]|100) of 100 points .*1 of \d+ runbook steps/);
      expect(scores[0]?.args).to.have.property("thread_ts", "1700000000.000100");
      expect(
        await rows(
          `select (select count(*) from alerts where state <> 'resolved' or not drill)::int as open,
             (select count(*) from drills where ended_at is null)::int as going,
             (select count(*) from alert_notifications where kind = 'alert_page' or delivered_version < desired_version)::int as left`,
        ),
      ).to.deep.equal([{ open: 0, going: 0, left: 0 }]);
    });
  }

  it("of the installation is for its operators alone", async () => {
    const said = await andThen("respond", () => harness.command("/drill", "PL-20", { user_id: "U0OTHER" }));
    expect(said.args["text"]).to.include('the role "operator" for platform (you have none there)');
    expect(await rows("select 1 from alerts")).to.deep.equal([]);
  });

  it("asks for a rule there is, and for one drill at a time", async () => {
    const unknown = await andThen("respond", () => harness.command("/drill", "XX-99 acme"));
    expect(unknown.args["text"]).to.include('There is no rule "XX-99"').and.not.include("reference");
    await andThen("respond", () => harness.command("/drill", "CR-02 acme"));
    const twice = await andThen("respond", () => harness.command("/drill", "CR-02 acme page"));
    expect(twice.args["text"]).to.include("A drill of CR-02 started 1 min ago and is still running.");
    const [raised] = await rows<{ alertId: string }>(`select alert_id as "alertId" from alerts`);
    await andThen("chat.update", () =>
      resolveByForm(JSON.stringify({ tenantId: "acme", alertId: raised?.alertId })),
    );
    const again = await andThen("respond", () => harness.command("/drill", "CR-02 acme"));
    expect(again.args["text"], "one that is resolved is over").to.include("has begun");
  });

  /** Confirms the form that the Resolve button opens. */
  function resolveByForm(value: string): Promise<Response> {
    const place = { channel: "C0ALERTS", ts: "1700000000.000100" };
    return harness.submit(
      "alert-resolve",
      { ...JSON.parse(value), place },
      {
        cause: { cause: { type: "static_select", selected_option: { value: "nothing" } } },
        done: { done: { type: "plain_text_input", value: null } },
      },
    );
  }

  /** Ticks the first box of a checklist. */
  function tick(checklist: SlackCall | undefined): Promise<Response> {
    const blocks = checklist?.args["blocks"];
    const box = actionsOf(checklist).find(({ action_id }) => action_id === "tick-steps");
    const [option] = box?.options ?? [];
    const payload = {
      type: "block_actions",
      user: { id: PERSON, name: "person", team_id: "T1" },
      team: { id: "T1", domain: "t" },
      trigger_id: `tick-${randomUUID()}`,
      response_url: harness.slack.responseUrl,
      channel: { id: "C0ALERTS", name: "alerts" },
      container: { type: "message", channel_id: "C0ALERTS", message_ts: "1700000000.000101" },
      message: { ts: "1700000000.000101", blocks },
      actions: [
        {
          type: "checkboxes",
          action_id: "tick-steps",
          block_id: box?.blockId,
          action_ts: "1",
          selected_options: [option],
        },
      ],
    };
    return harness.send(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), {
      type: "application/x-www-form-urlencoded",
    });
  }
});

interface Pressable {
  readonly action_id?: string;
  readonly value?: string;
  readonly options?: readonly object[];
  readonly blockId?: string;
}

function idInButton(message: SlackCall | undefined, actionId: string): string {
  const value = actionsOf(message).find(({ action_id }) => action_id === actionId)?.value;
  if (value === undefined) throw new Error(`the message has no ${actionId}`);
  return value;
}

function actionsOf(message: SlackCall | undefined): Pressable[] {
  const blocks: unknown = message?.args["blocks"];
  return (Array.isArray(blocks) ? blocks : []).flatMap(
    (block: { type: string; block_id?: string; elements?: readonly Pressable[] }) =>
      block.type === "actions"
        ? (block.elements ?? []).map((element) => ({
            ...element,
            ...(block.block_id && { blockId: block.block_id }),
          }))
        : [],
  );
}
