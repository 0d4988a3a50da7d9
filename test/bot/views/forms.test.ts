import { expect } from "chai";
import type { AlertAct } from "../../../src/alerts/raising/alert-act.ts";
import type { BotDependencies } from "../../../src/bot/ports/bot-dependencies.ts";
import { ConflictError } from "../../../src/errors.ts";
import { viewProblems } from "../../support/slack-limits.ts";
import { ALERT_ID, actResultOf, alertCardOf, NOW, RUN_ID } from "../support/cards.ts";
import { type DependencyChanges, fakeDependencies } from "../support/fake-dependencies.ts";
import { startHarness } from "../support/slack-harness.ts";

const FAKE = fakeDependencies().dependencies;
const chosen = (value: string) => ({ selected_option: { value } });
const field = (name: string, held: unknown) => ({ [name]: { [name]: held } });

async function submit(
  callbackId: string,
  metadata: unknown,
  values: unknown,
  changes: DependencyChanges = {},
) {
  const harness = await startHarness(changes);
  const response = await harness.submit(callbackId, metadata, values);
  const body = await response.text();
  await harness.app.stop();
  await harness.close();
  const answer: unknown = body === "" ? null : JSON.parse(body);
  const view = typeof answer === "object" && answer !== null && "view" in answer ? answer.view : null;
  if (view !== null) expect(viewProblems(view)).to.deep.equal([]);
  return { ...harness, answer, said: body };
}

describe("the form for a silence", () => {
  const REF = { tenantId: "globex", alertId: ALERT_ID, ruleId: "CR-02", subject: "crawl", place: null };
  const values = (span: string, until: number | null, reason: string, scope = "subject") => ({
    ...field("silence-scope", chosen(scope)),
    ...field("silence-span", chosen(span)),
    ...field("silence-until", { selected_date_time: until }),
    ...field("silence-reason", { value: reason }),
  });

  it("begins the silence that was asked for, with an end", async () => {
    const wishes: Parameters<BotDependencies["silences"]["create"]>[0][] = [];
    const silences = {
      ...FAKE.silences,
      create: (wish: Parameters<BotDependencies["silences"]["create"]>[0]) => {
        wishes.push(wish);
        return FAKE.silences.create(wish);
      },
    };
    const { said } = await submit("silence", REF, values("4h", null, "planned work", "rule"), {
      clock: () => new Date(),
      silences,
    });
    expect(said).to.contain("will be quiet until");
    expect(wishes[0]).to.include({ tenantId: "globex", ruleId: "CR-02", subject: null, actor: "U0PERSON" });
    const [wish] = wishes;
    expect((wish?.endsAt.getTime() ?? 0) - (wish?.now.getTime() ?? 0)).to.equal(4 * 3_600_000);
  });

  it("silences nothing when the rule was taken back in the form", async () => {
    let made = 0;
    const silences = {
      ...FAKE.silences,
      create: (wish: Parameters<BotDependencies["silences"]["create"]>[0]) => {
        made += 1;
        return FAKE.silences.create(wish);
      },
    };
    const ref = { tenantId: "globex", alertId: null, ruleId: null, subject: null, place: null };
    const cleared = {
      ...values("1h", null, "why", "rule"),
      ...field("silence-rule", { selected_option: null }),
    };
    const { said } = await submit("silence", ref, cleared, { silences });
    expect(said).to.contain("Choose the rule to silence.");
    expect(made).to.equal(0);
  });

  it("says in the form that an end is missing, past or too far away, or a reason missing", async () => {
    const now = Date.now() / 1000;
    for (const until of [null, now - 60, now + 31 * 86_400]) {
      const { answer } = await submit("silence", REF, values("custom", until, "why"));
      expect(answer).to.have.nested.property("errors.silence-until");
    }
    const { answer } = await submit("silence", REF, values("1h", null, "  "));
    expect(answer).to.have.nested.property("errors.silence-reason");
  });

  it("silences nothing when the alert was resolved meanwhile, and says who did it and what to do", async () => {
    const { said, log } = await submit("silence", REF, values("1h", null, "why"), {
      alerts: {
        readCard: () =>
          Promise.resolve(alertCardOf({ state: "resolved", resolvedBy: "U0OTHER", resolvedAt: NOW })),
      },
      silences: { ...FAKE.silences, create: () => Promise.reject(new Error("must not be asked")) },
    });
    expect(said).to.contain("resolved by <@U0OTHER>").and.to.contain("Nothing is silenced");
    const reference = /\(reference ([0-9a-f]{12})\)/.exec(said)?.[1];
    expect(log.some(({ fields }) => fields["reference"] === reference)).to.equal(true);
  });
});

describe("the form for a run", () => {
  const REF = { tenantId: "globex", rerunOf: RUN_ID, alertId: ALERT_ID };
  const values = (concurrency: string | null, cap: string | null) => ({
    ...field("stage", chosen("crawl")),
    ...field("concurrency", { value: concurrency }),
    ...field("skip", { selected_options: [{ value: "lusha" }] }),
    ...field("cap", { value: cap }),
  });

  it("shows the cost first, and starts nothing", async () => {
    const wishes: unknown[] = [];
    const { said } = await submit("run-request", REF, values("4", "20"), {
      runs: {
        ...FAKE.runs,
        estimate(wish) {
          wishes.push(wish);
          return FAKE.runs.estimate(wish);
        },
        start: () => Promise.reject(new Error("must not be asked")),
      },
    });
    expect(said).to.contain("About $1.25").and.to.contain("run-confirm");
    expect(wishes).to.deep.equal([
      {
        tenantId: "globex",
        actor: "slack:U0PERSON",
        cap: 20,
        companyConcurrency: 4,
        skipVendors: ["lusha"],
        rerun: { runId: RUN_ID, stages: ["crawl"] },
      },
    ]);
  });

  it("warns that the alert was resolved meanwhile", async () => {
    const { said } = await submit("run-request", REF, values(null, null), {
      alerts: { readCard: () => Promise.resolve(alertCardOf({ state: "resolved", resolvedAt: NOW })) },
    });
    expect(said).to.contain("only if you still need it");
  });

  it("says at the field what is no number", async () => {
    const { answer } = await submit("run-request", REF, values("many", "-1"));
    expect(answer).to.have.nested.property("errors.concurrency");
    expect(answer).to.have.nested.property("errors.cap");
  });

  const CONFIRM = { ...REF, stage: "crawl", companyConcurrency: null, skipVendors: [], cap: null };

  it("starts exactly the run whose cost was shown", async () => {
    const wishes: unknown[] = [];
    const { said } = await submit(
      "run-confirm",
      CONFIRM,
      {},
      {
        runs: {
          ...FAKE.runs,
          start(wish) {
            wishes.push(wish);
            return FAKE.runs.start(wish);
          },
        },
      },
    );
    expect(said).to.contain("has begun");
    expect(wishes).to.deep.equal([
      {
        tenantId: "globex",
        actor: "slack:U0PERSON",
        question: "V1",
        rerun: { runId: RUN_ID, stages: ["crawl"] },
      },
    ]);
  });

  it("says what is in progress instead, with a reference", async () => {
    const { said } = await submit(
      "run-confirm",
      CONFIRM,
      {},
      {
        runs: { ...FAKE.runs, start: () => Promise.reject(new ConflictError("Run 1 is in progress.")) },
      },
    );
    expect(said).to.match(/Run 1 is in progress\. \(reference [0-9a-f]{12}\)/);
  });
});

describe("the form for what was not useful", () => {
  it("keeps the reason with who gave it", async () => {
    const kept: unknown[] = [];
    const values = { ...field("reason", chosen("noise")), ...field("notes", { value: " seen before " }) };
    const { said } = await submit("alert-feedback", { tenantId: "globex", alertId: ALERT_ID }, values, {
      alerts: {
        recordFeedback(feedback) {
          kept.push(feedback);
          return Promise.resolve();
        },
      },
    });
    expect(kept[0]).to.include({ actor: "U0PERSON", useful: false, reason: "noise: seen before" });
    expect(said).to.contain("recorded");
  });
});

describe("the form for a threshold", () => {
  it("is the admin's, shows what the change would have made of past nights, and saves when told once more", async () => {
    const values = { ...field("threshold", chosen("CR-02.warnRatio")), ...field("value", { value: "0.4" }) };
    const saved: unknown[] = [];
    const rules = {
      ...FAKE.rules,
      setThreshold: (wish: Parameters<typeof FAKE.rules.setThreshold>[0]) => {
        saved.push(wish);
        return FAKE.rules.setThreshold(wish);
      },
    };
    const shown = await submit("rule-threshold", { tenantId: "globex" }, values, { rules });
    expect(shown.said).to.contain("becomes `0.4`").and.to.contain("1 night instead of 3");
    expect(saved).to.deep.equal([]);
    const wish = { tenantId: "globex", key: "CR-02.warnRatio", value: 0.4 };
    const confirmed = await submit("threshold-confirm", wish, {}, { rules });
    expect(confirmed.said).to.contain("is now 0.4");
    expect(saved).to.deep.equal([{ ...wish, actor: "slack:U0PERSON" }]);
    const late = await submit(
      "threshold-confirm",
      wish,
      {},
      {
        access: { roleOf: () => Promise.resolve("operator") },
      },
    );
    expect(late.said).to.contain("admin");
    const refused = await submit("rule-threshold", { tenantId: "globex" }, values, {
      access: { roleOf: () => Promise.resolve("operator") },
    });
    expect(refused.said).to.contain("admin");
    const words = { ...field("threshold", chosen("CR-02.warnRatio")), ...field("value", { value: "much" }) };
    const { answer } = await submit("rule-threshold", { tenantId: "globex" }, words);
    expect(answer).to.have.nested.property("errors.value");
  });
});

describe("the form for roles", () => {
  const values = (userId: string | null, role: string) => ({
    ...field("person", { selected_user: userId }),
    ...field("role", chosen(role)),
  });

  it("gives and takes roles", async () => {
    const changes: unknown[] = [];
    const people = {
      ...FAKE.people,
      setRole: (wish: unknown) => {
        changes.push(wish);
        return Promise.resolve();
      },
    };
    await submit("people-role", { tenantId: "globex" }, values("U0OTHER", "operator"), { people });
    await submit("people-role", { tenantId: "globex" }, values("U0OTHER", "none"), { people });
    const actor = "slack:U0PERSON";
    expect(changes).to.deep.equal([
      { tenantId: "globex", userId: "U0OTHER", role: "operator", actor },
      { tenantId: "globex", userId: "U0OTHER", role: null, actor },
    ]);
  });

  it("lets no admin lock themselves out, and wants a person", async () => {
    for (const userId of ["U0PERSON", null]) {
      const { answer } = await submit("people-role", { tenantId: "globex" }, values(userId, "viewer"));
      expect(answer).to.have.nested.property("errors.person");
    }
  });
});

describe("the form for whom alerts call", () => {
  const values = (users: readonly string[], groups: string | null) => ({
    ...field("people", { selected_users: users }),
    ...field("groups", { value: groups }),
  });

  it("names people and groups, or nobody", async () => {
    const changes: unknown[] = [];
    const people = {
      ...FAKE.people,
      setCalled: (wish: unknown) => {
        changes.push(wish);
        return Promise.resolve();
      },
    };
    await submit("call-people", { tenantId: "globex" }, values(["U0OTHER"], "S0DUTY, S0NIGHT"), { people });
    await submit("call-people", { tenantId: "globex" }, values([], null), { people });
    const actor = "slack:U0PERSON";
    expect(changes).to.deep.equal([
      { tenantId: "globex", called: ["U0OTHER", "S0DUTY", "S0NIGHT"], actor },
      { tenantId: "globex", called: [], actor },
    ]);
  });

  it("wants ids of groups, at most twenty, and an admin", async () => {
    const wrong = await submit("call-people", { tenantId: "globex" }, values([], "@duty"));
    expect(wrong.answer).to.have.nested.property("errors.groups");
    const many = Array.from({ length: 21 }, (_, index) => `U0${index}`);
    const tooMany = await submit("call-people", { tenantId: "globex" }, values(many, null));
    expect(tooMany.answer).to.have.nested.property("errors.people");
    const refused = await submit("call-people", { tenantId: "globex" }, values([], null), {
      access: { roleOf: () => Promise.resolve("operator") },
    });
    expect(refused.said).to.contain("admin");
  });
});

describe("the form that resolves an alert", () => {
  const ref = { tenantId: "globex", alertId: ALERT_ID, place: null };
  const values = (done: string | null) => ({
    ...field("cause", chosen("vendor")),
    ...field("done", { value: done }),
  });

  it("keeps the cause and what was done", async () => {
    const acts: unknown[] = [];
    const alerts = {
      resolve: ({ actor, ending }: { readonly actor: string; readonly ending?: unknown }) => {
        acts.push({ actor, ending });
        return Promise.resolve(actResultOf("changed", alertCardOf({ state: "resolved", resolvedBy: actor })));
      },
    };
    await submit("alert-resolve", ref, values(" Topped up. "), { alerts });
    await submit("alert-resolve", ref, values(null), { alerts });
    expect(acts).to.deep.equal([
      { actor: "U0PERSON", ending: { cause: "vendor", done: "Topped up." } },
      { actor: "U0PERSON", ending: { cause: "vendor", done: null } },
    ]);
  });

  it("says that it was resolved already, by whom", async () => {
    const taken = alertCardOf({ state: "resolved", resolvedBy: "U0OTHER", resolvedAt: new Date() });
    const alerts = { resolve: () => Promise.resolve(actResultOf("unchanged", taken)) };
    const { answer } = await submit("alert-resolve", ref, values(null), { alerts });
    expect(JSON.stringify(answer)).to.contain("Already resolved").and.to.contain("U0OTHER");
  });
});

describe("the form for who has an alert", () => {
  const ref = { tenantId: "globex", alertId: ALERT_ID };
  const values = (act: string, person: string | null) => ({
    ...field("act", chosen(act)),
    ...field("person", { selected_user: person }),
  });

  it("calls somebody, hands over, or gives back", async () => {
    const acts: unknown[] = [];
    const keep =
      (name: string) =>
      ({ to, mention }: AlertAct & { readonly to?: string; readonly mention?: readonly string[] }) => {
        acts.push([name, to ?? mention ?? null]);
        return Promise.resolve(actResultOf("changed", alertCardOf()));
      };
    const alerts = { call: keep("call"), handOver: keep("hand-over"), release: keep("release") };
    await submit("alert-people", ref, values("call", "U0OTHER"), { alerts });
    await submit("alert-people", ref, values("hand-over", "U0OTHER"), { alerts });
    await submit("alert-people", ref, values("release", null), { alerts });
    expect(acts).to.deep.equal([
      ["call", ["U0OTHER"]],
      ["hand-over", "U0OTHER"],
      ["release", null],
    ]);
  });

  it("wants a person to call or to hand over to, and says when nothing changed", async () => {
    const { answer } = await submit("alert-people", ref, values("call", null));
    expect(answer).to.have.nested.property("errors.person");
    const ended = alertCardOf({ state: "resolved", resolvedBy: "U0OTHER", resolvedAt: new Date() });
    const alerts = { call: () => Promise.resolve(actResultOf("unchanged", ended)) };
    const late = await submit("alert-people", ref, values("call", "U0OTHER"), { alerts });
    expect(JSON.stringify(late.answer)).to.contain("Nothing was changed");
  });
});
