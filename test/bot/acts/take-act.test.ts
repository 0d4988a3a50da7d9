import { expect } from "chai";
import type { FirstAct } from "../../../src/alerts/acts/first-act.ts";
import { ConflictError } from "../../../src/errors.ts";
import { viewProblems } from "../../support/slack-limits.ts";
import { ALERT_ID, alertCardOf, RUN_ID } from "../support/cards.ts";
import { type DependencyChanges, fakeDependencies } from "../support/fake-dependencies.ts";
import { startHarness } from "../support/slack-harness.ts";

const FAKE = fakeDependencies().dependencies;
const RESOLVED = {
  readCard: () => Promise.resolve(alertCardOf({ state: "resolved", resolvedBy: "U0OTHER" })),
};

async function take(act: FirstAct | { kind: string }, changes: DependencyChanges = {}) {
  const harness = await startHarness(changes);
  await harness.press("take-act", { tenantId: "globex", alertId: ALERT_ID, act });
  await harness.app.stop();
  await harness.close();
  const called = (method: string) =>
    harness.slack.calls.filter((call) => call.method === method).map(({ args }) => args);
  return {
    ...harness,
    opened: called("views.open"),
    shown: called("views.update"),
    posted: called("chat.postMessage"),
    replies: called("respond"),
  };
}

describe("the first button of a card", () => {
  it("asks what a night costs before it starts one", async () => {
    const wishes: unknown[] = [];
    const { opened, shown } = await take(
      { kind: "run_now" },
      {
        runs: {
          ...FAKE.runs,
          estimate(wish) {
            wishes.push(wish);
            return FAKE.runs.estimate(wish);
          },
        },
      },
    );
    expect(wishes).to.deep.equal([{ tenantId: "globex", actor: "slack:U0PERSON" }]);
    expect(JSON.stringify(opened[0])).to.contain("Counting what it would cost");
    expect(viewProblems(shown[0]?.["view"])).to.deep.equal([]);
    expect(JSON.stringify(shown[0])).to.contain("run-confirm").and.to.contain("About $1.25");
  });

  it("repeats what failed in the alert's run, few companies at a time", async () => {
    const wishes: unknown[] = [];
    const { shown } = await take(
      { kind: "rerun", stage: null, gently: true },
      {
        runs: {
          ...FAKE.runs,
          estimate(wish) {
            wishes.push(wish);
            return FAKE.runs.estimate(wish);
          },
        },
      },
    );
    expect(wishes).to.deep.equal([
      { tenantId: "globex", actor: "slack:U0PERSON", companyConcurrency: 2, rerun: { runId: RUN_ID } },
    ]);
    expect(JSON.stringify(shown[0])).to.contain(ALERT_ID);
  });

  it("says why a run cannot be started, or that its cost could not be counted", async () => {
    const refused = await take(
      { kind: "run_now" },
      { runs: { ...FAKE.runs, estimate: () => Promise.reject(new ConflictError("A run is in progress.")) } },
    );
    expect(JSON.stringify(refused.shown[0])).to.match(/A run is in progress\. \(reference [0-9a-f]{12}\)/);
    const broken = await take(
      { kind: "run_now" },
      { runs: { ...FAKE.runs, estimate: () => Promise.reject(new Error("no database")) } },
    );
    expect(JSON.stringify(broken.shown[0])).to.contain("could not count");
  });

  it("warns of an alert that has ended before it starts a run", async () => {
    const { shown } = await take({ kind: "run_now" }, { alerts: RESOLVED });
    expect(JSON.stringify(shown[0])).to.contain("Start it only if you still need it");
  });

  it("refreshes the view once, says so in the thread, and offers the night", async () => {
    const refreshed: unknown[] = [];
    const { posted, replies } = await take(
      { kind: "refresh_view" },
      {
        candidates: {
          refresh(act) {
            refreshed.push(act);
            return Promise.resolve();
          },
        },
      },
    );
    expect(refreshed).to.deep.equal([{ tenantId: "globex", actor: "U0PERSON" }]);
    expect(posted[0]).to.include({ channel: "C0ALERTS", thread_ts: "1700000000.000100" });
    expect(posted[0]?.["text"]).to.contain("refreshed by <@U0PERSON>");
    expect(JSON.stringify(replies.at(-1))).to.contain("Run now…");
  });

  it("says with which code a refresh failed", async () => {
    const { replies, posted } = await take(
      { kind: "refresh_view" },
      {
        candidates: {
          refresh: () => Promise.reject(Object.assign(new Error("lock timeout"), { code: "55P03" })),
        },
      },
    );
    expect(replies.at(-1)?.["text"]).to.contain("55P03").and.to.contain("runbook");
    expect(posted).to.deep.equal([]);
  });

  it("does nothing by itself for an alert that has ended", async () => {
    for (const kind of ["refresh_view", "retry_messages"] as const) {
      const { replies, posted } = await take(
        { kind },
        {
          alerts: RESOLVED,
          access: { roleOf: () => Promise.resolve("operator") },
          candidates: { refresh: () => Promise.reject(new TypeError("must not be asked")) },
          messages: { retry: () => Promise.reject(new TypeError("must not be asked")) },
        },
      );
      expect(replies[0]?.["text"]).to.match(/already resolved by <@U0OTHER>.* Nothing was done/);
      expect(posted).to.deep.equal([]);
    }
  });

  it("asks an admin of the tenant for a key, and mentions whoever is chosen in the thread", async () => {
    const people = { list: () => Promise.resolve([{ userId: "U0ADMIN", role: "admin" as const }]) };
    const { opened } = await take({ kind: "ask_for_key" }, { people });
    expect(viewProblems(opened[0]?.["view"])).to.deep.equal([]);
    expect(JSON.stringify(opened[0])).to.contain('"initial_user":"U0ADMIN"');
    const harness = await startHarness();
    const place = { channel: "C0ALERTS", ts: "1700000000.000100" };
    await harness.submit(
      "ask-for-key",
      { tenantId: "globex", alertId: ALERT_ID, place },
      { person: { person: { type: "users_select", selected_user: "U0ADMIN" } } },
    );
    await harness.app.stop();
    await harness.close();
    const [post] = harness.slack.calls.filter(({ method }) => method === "chat.postMessage");
    expect(post?.args).to.include({ channel: "C0ALERTS", thread_ts: "1700000000.000100" });
    expect(post?.args["text"])
      .to.match(/^<@U0ADMIN>: /)
      .and.to.contain("tenants odoo globex");
    expect(harness.audited.map(({ action }) => action)).to.deep.equal(["odoo_key.ask"]);
  });

  it("is for operators, and says which role is missing", async () => {
    for (const act of [
      { kind: "run_now" },
      { kind: "rerun", stage: null, gently: true },
      { kind: "stop_run" },
      { kind: "refresh_view" },
      { kind: "ask_for_key" },
    ] as const) {
      const { opened, replies } = await take(act, { access: { roleOf: () => Promise.resolve("qa") } });
      expect(opened, act.kind).to.deep.equal([]);
      expect(replies[0]?.["text"], act.kind).to.contain('the role "operator"');
    }
  });

  it("shows details and the runbook, and refuses an act that it does not know", async () => {
    expect(JSON.stringify((await take({ kind: "details" })).opened[0])).to.contain("dns_failed");
    expect((await take({ kind: "runbook" })).opened).to.have.length(1);
    const { replies } = await take({ kind: "dance" });
    expect(replies[0]?.["text"]).to.contain("use a newer card");
  });
});
