import { expect } from "chai";
import { COMMANDS } from "../../../src/bot/commands/commands.ts";
import type { BotDependencies } from "../../../src/bot/ports/bot-dependencies.ts";
import { messageProblems, viewProblems } from "../../support/slack-limits.ts";
import { alertCardOf, homeAlertOf, RUN_ID, runOf, silenceOf, statsOf } from "../support/cards.ts";
import { type DependencyChanges, fakeDependencies } from "../support/fake-dependencies.ts";
import { startHarness } from "../support/slack-harness.ts";

const FAKE = fakeDependencies().dependencies;

async function ask(name: string, text: string, changes: DependencyChanges = {}) {
  const harness = await startHarness(changes);
  await harness.command(name, text);
  await harness.app.stop();
  await harness.close();
  const find = (method: string) => harness.slack.calls.find((call) => call.method === method)?.args;
  const [said, view] = [find("respond"), find("views.open")?.["view"]];
  if (said?.["blocks"] !== undefined) expect(messageProblems(said)).to.deep.equal([]);
  if (view !== undefined) expect(viewProblems(view)).to.deep.equal([]);
  return { ...harness, said, text: JSON.stringify(said ?? ""), view };
}

const TWO = {
  access: { listTenantsFor: () => Promise.resolve(["acme", "globex"]) },
};

describe("every command", () => {
  for (const { name, usage } of COMMANDS) {
    it(`${name} answers help, in private`, async () => {
      const { said, text } = await ask(name, "help");
      expect(said?.["response_type"]).to.equal("ephemeral");
      if (name === "/nightshift") {
        for (const other of COMMANDS.filter((one) => one.name !== name)) expect(text).to.contain(other.name);
        return;
      }
      expect(said?.["text"]).to.contain(`${name} ${usage}`.trim());
    });
  }

  for (const [name, text] of [
    ["/silence", ""],
    ["/drill", "CR-02"],
    ["/run-start", ""],
    ["/run-rerun", ""],
    ["/run-stop", ""],
    ["/alerts", "set CR-02.warnRatio 0.4"],
    ["/nightshift", "roles"],
  ] as const) {
    it(`${name} ${text} refuses a viewer, names the role, gives a reference and is audited`, async () => {
      const {
        text: said,
        view,
        audited,
      } = await ask(name, text, {
        access: { roleOf: () => Promise.resolve("viewer") },
      });
      expect(view).to.equal(undefined);
      expect(said)
        .to.match(/the role \\"(operator|admin)\\" for acme/)
        .and.to.match(/reference [0-9a-f]{12}/);
      expect(audited).to.have.length(1);
      expect(audited[0]?.detail).to.include({ refused: true });
    });
  }
});

describe("/alerts", () => {
  it("lists what is open over all tenants, in private unless shared", async () => {
    const listOpenAlerts = (tenantId: string) => Promise.resolve([homeAlertOf({ tenantId })]);
    const { said, text } = await ask("/alerts", "", {
      ...TWO,
      alerts: { listOpen: listOpenAlerts },
    });
    expect(said?.["response_type"]).to.equal("ephemeral");
    expect(text).to.contain("Open alerts: 2").and.to.contain("*acme*").and.to.contain("*globex*");
    expect((await ask("/alerts", "open acme share", TWO)).said?.["response_type"]).to.equal("in_channel");
    expect((await ask("/alerts", "all")).text).to.contain("Newest alerts: 1");
  });

  it("tells somebody without any role how to get one, whatever they name", async () => {
    const nobody = {
      access: { listTenantsFor: () => Promise.resolve([]), roleOf: () => Promise.resolve(null) },
    };
    for (const words of ["", "open acme", "rules acme"])
      expect((await ask("/alerts", words, nobody)).text).to.contain("You have no role for any tenant yet");
  });

  it("shows one with its buttons, by the beginning of its id", async () => {
    const { text } = await ask("/alerts", "7d1f6a52");
    expect(text).to.contain("acknowledge-alert");
    const readAlertCard = () => Promise.resolve(null);
    const listOpenAlerts = () => Promise.resolve([homeAlertOf()]);
    const none = await ask("/alerts", "ffff", {
      alerts: { readCard: readAlertCard, listOpen: listOpenAlerts },
    });
    expect(none.text).to.contain("There is no alert").and.to.contain("Known: 7d1f6a52");
    const several = await ask("/alerts", "7d1f", {
      ...TWO,
      alerts: { readCard: () => Promise.resolve(alertCardOf()) },
    });
    expect(several.text).to.contain("fits several");
  });

  it("forgives how a tenant is written, finds alerts by their rule, and says what was probably meant", async () => {
    const listOpen = (tenantId: string) =>
      Promise.resolve([
        homeAlertOf({ tenantId, ruleId: "OE-06", summary: "Odoo refuses" }),
        homeAlertOf({ tenantId, ruleId: "CR-02", summary: "Crawl fails" }),
      ]);
    const changes = { alerts: { listOpen } };
    for (const text of ["Acme", "*acme*", "acme,", "open ACME"]) {
      expect((await ask("/alerts", text, changes)).text, text).to.contain("Open alerts: 2");
    }
    const byRule = await ask("/alerts", "oe-06", changes);
    expect(byRule.text).to.contain("Open alerts of OE-06: 1").and.to.contain("Odoo refuses");
    expect(byRule.text).not.to.contain("Crawl fails");
    const near = await ask("/alerts", "open acmee", changes);
    expect(near.text).to.contain("Did you mean `acme`?").and.not.to.contain("reference");
    expect((await ask("/alerts", "ruels", changes)).text).to.contain("Did you mean `rules`?");
    expect((await ask("/run-stats", "Latest Acme")).text).not.to.contain("There is no tenant");
  });

  it("serves the installation as well, to whoever has a role for it", async () => {
    const alert = (tenantId: string) => Promise.resolve([homeAlertOf({ tenantId })]);
    const everywhere = {
      alerts: { listOpen: alert },
      access: { roleOf: () => Promise.resolve("admin" as const) },
    };
    for (const text of ["platform", "open platform"]) {
      expect((await ask("/alerts", text, everywhere)).text).to.contain("*platform*");
    }
    const all = await ask("/alerts", "", { ...everywhere, access: { ...TWO.access, ...everywhere.access } });
    expect(all.text).to.contain("Open alerts: 3").and.to.contain("*platform*");
    expect((await ask("/silence", "platform", everywhere)).view).to.have.property("callback_id", "silence");
    const rules = await ask("/alerts", "rules", everywhere);
    expect(rules.text, "one tenant needs no name").to.contain("Rules of acme");
    expect((await ask("/alerts", "set PL-23.limitUsd 20 platform", everywhere)).text).to.contain(
      "*platform*",
    );
    const roleOf = (_: string, tenantId: string) =>
      Promise.resolve(tenantId === "acme" ? ("admin" as const) : null);
    expect(
      (
        await ask("/alerts", "open platform", {
          access: { roleOf },
        })
      ).text,
    ).to.contain("for platform");
  });

  it("lists the rules, and changes a threshold by words or by form", async () => {
    expect((await ask("/alerts", "rules")).text)
      .to.contain("warnRatio")
      .and.to.contain("standard 0.3");
    expect((await ask("/alerts", "rules", TWO)).text).to.contain(
      "Say which tenant, after the command: acme, globex.",
    );
    const wishes: unknown[] = [];
    const rules = {
      ...FAKE.rules,
      setThreshold(wish: Parameters<BotDependencies["rules"]["setThreshold"]>[0]) {
        wishes.push(wish);
        return FAKE.rules.setThreshold(wish);
      },
    };
    for (const [text, value] of [
      ["set CR-02.warnRatio 0.4 acme", 0.4],
      ["set CR-02.warnRatio standard", null],
    ] as const) {
      const asked = await ask("/alerts", text, { rules });
      expect(asked.text).to.contain("1 night instead of 3").and.to.contain("Nothing is changed yet");
      const wish = { tenantId: "acme", key: "CR-02.warnRatio", value };
      expect(asked.said).to.have.nested.property("blocks[2].elements[0].action_id", "save-threshold");
      expect(asked.said).to.have.nested.property("blocks[2].elements[0].value", JSON.stringify(wish));
    }
    expect(wishes).to.deep.equal([]);
    expect((await ask("/alerts", "set CR-02.warnRatio much", { rules })).text).to.contain("needs a number");
    const tried = await ask("/alerts", "try CR-02.warnRatio 0.5 acme", { rules });
    expect(tried.text)
      .to.contain("at 0.5: It would have fired on 1 night")
      .and.to.contain("Nothing is changed");
    expect((await ask("/alerts", "try")).text).to.contain("needs a number");
    expect((await ask("/alerts", "set")).view).to.have.property("callback_id", "rule-threshold");
  });
});

describe("/silence, /runbook and /drill", () => {
  it("silence opens the form, and lists what stands with its undo", async () => {
    expect((await ask("/silence", "")).view).to.have.property("callback_id", "silence");
    const silences = { ...FAKE.silences, list: () => Promise.resolve([silenceOf()]) };
    expect((await ask("/silence", "list", { silences })).text).to.contain("undo-silence");
  });

  it("runbook lists what there is, and opens one", async () => {
    expect((await ask("/runbook", "")).text).to.contain("/runbooks/CR-02|CR-02>");
    expect((await ask("/runbook", "ZZ-99")).text).to.contain("Known: CR-02");
    const readRunbook = () => Promise.resolve({ id: "CR-02", title: "Crawl", markdown: "Look.", codes: [] });
    expect(
      JSON.stringify(
        (
          await ask("/runbook", "CR-02", {
            runbooks: { read: readRunbook },
          })
        ).view,
      ),
    ).to.contain("Look.");
  });

  it("drill says what begins, and asks for the rule", async () => {
    expect((await ask("/drill", "cr-02")).text).to.contain("A card follows.");
    expect((await ask("/drill", "")).text).to.contain("Say which rule");
  });
});

describe("the commands about runs", () => {
  it("runs lists them, with a stop for the operator only", async () => {
    const listRuns = () => Promise.resolve([runOf({ status: "running", endedAt: null })]);
    expect(
      (
        await ask("/runs", "", {
          runs: { list: listRuns },
        })
      ).text,
    )
      .to.contain(RUN_ID)
      .and.to.contain("stop-run");
    const roleOf = () => Promise.resolve("viewer" as const);
    expect(
      (
        await ask("/runs", "", {
          runs: { list: listRuns },
          access: { roleOf },
        })
      ).text,
    ).not.to.contain("stop-run");
  });

  it("list ended runs as a table, those in progress first with their buttons", async () => {
    const runs = [
      runOf({ runId: "aaaaaaaa-8a64-4d1b-9d53-2f0a6c1e4b77" }),
      runOf({ status: "running", endedAt: null }),
    ];
    const { said } = await ask("/runs", "", { runs: { list: () => Promise.resolve(runs) } });
    const blocks: unknown = said?.["blocks"];
    expect(blocks).to.be.an("array");
    expect(JSON.stringify(blocks)).to.match(/stop-run.*"type":"data_table"/);
    const table: unknown =
      Array.isArray(blocks) && blocks.find(({ type }: { type: string }) => type === "data_table");
    expect(table).to.have.property("rows").with.length(2);
    expect(table).to.have.nested.property("rows[1][5].text", "aaaaaaaa");
    expect(said?.["text"]).to.contain("acme succeeded, 12.5m, $1.23");
  });

  it("start and rerun open the form", async () => {
    expect((await ask("/run-start", "")).view).to.have.property("callback_id", "run-request");
    expect(JSON.stringify((await ask("/run-rerun", RUN_ID)).view)).to.contain(RUN_ID);
  });

  it("stop asks first, and says when the run has ended", async () => {
    expect((await ask("/run-stop", "")).text).to.contain("has ended already (succeeded)");
    const readRunStats = () => Promise.resolve(statsOf({ status: "running", endedAt: null }));
    expect(
      (
        await ask("/run-stop", "", {
          runs: { readStats: readRunStats },
        })
      ).text,
    ).to.contain("Stop this run?");
  });

  it("events-export says when there is nothing to send, and sends what there is", async () => {
    expect((await ask("/events-export", "")).text).to.contain("has no events");
  });
});

describe("/nightshift roles", () => {
  it("shows who may do what, and the form", async () => {
    const people = {
      ...FAKE.people,
      list: () => Promise.resolve([{ userId: "U0OTHER", role: "operator" as const }]),
    };
    const { view } = await ask("/nightshift", "roles", { people });
    expect(view).to.have.property("callback_id", "people-role");
    expect(JSON.stringify(view)).to.contain("<@U0OTHER>");
    expect((await ask("/nightshift", "dance")).text).to.contain("use `login`, `roles`");
  });
});

describe("/nightshift call", () => {
  it("shows whom alerts call, and the form; and says so while it is nobody", async () => {
    const people = { ...FAKE.people, listCalled: () => Promise.resolve(["U0OTHER", "S0DUTY"]) };
    const shown = await ask("/nightshift", "call acme", { people });
    expect(shown.text).to.equal('""');
    const { view } = shown;
    expect(view).to.have.property("callback_id", "call-people");
    expect(viewProblems(view)).to.deep.equal([]);
    expect(JSON.stringify(view)).to.contain("<@U0OTHER> <!subteam^S0DUTY>");
    const nobody = await ask("/nightshift", "call acme");
    expect(JSON.stringify(nobody.view)).to.contain("Nobody is called");
  });
});

describe("the list of alerts", () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 0, minute));

  it("has the worst first and drills apart, and its end leads to the rest", async () => {
    const many = Array.from({ length: 21 }, (_, index) =>
      homeAlertOf({ summary: `medium ${index}.`, severity: "medium", firedAt: at(index) }),
    );
    const open = [
      homeAlertOf({ summary: "practice", severity: "critical", drill: true, firedAt: at(59) }),
      ...many,
      homeAlertOf({ summary: "worst", severity: "critical", firedAt: at(0) }),
      homeAlertOf({ summary: "taken", severity: "critical", state: "acknowledged", firedAt: at(58) }),
    ];
    const alerts = { listOpen: () => Promise.resolve(open) };
    const first = (await ask("/alerts", "open acme", { alerts })).text;
    expect(first).to.contain("Open alerts: 23 and 1 drill").and.to.contain("/alerts open acme page 2");
    expect(first.indexOf("worst")).to.be.lessThan(first.indexOf("medium 20."));
    expect(first).not.to.contain("practice");
    const second = (await ask("/alerts", "open acme page 2", { alerts })).text;
    expect(second).to.contain("taken").and.to.contain("DRILL").and.not.to.contain("worst");
    expect((await ask("/alerts", "open acme page two", { alerts })).text).to.contain("page 2");
  });
});

describe("/alerts ID share", () => {
  it("gives the timeline of an incident to all, and calls nobody by it", async () => {
    const alerts = {
      readTimeline: () =>
        Promise.resolve([{ at: new Date(0), text: "<!subteam^S0DUTY> You are called by <@U0LEE>." }]),
    };
    const { said, text } = await ask("/alerts", "9f0c1d2e share", { alerts });
    expect(said).to.include({ response_type: "in_channel" });
    expect(text).to.contain("@S0DUTY You are called by @U0LEE").and.not.to.contain("subteam");
  });
});
