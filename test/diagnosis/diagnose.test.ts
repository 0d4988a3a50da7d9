import { readdirSync } from "node:fs";
import { expect } from "chai";
import type { AgentRecord, CauseEvidence, EvidenceName } from "../../src/diagnosis/cause-evidence.ts";
import { causeText, diagnosisLines, ruledOutText } from "../../src/diagnosis/cause-text.ts";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import { HYPOTHESES } from "../../src/diagnosis/hypotheses.ts";
import { redactValue } from "../../src/redaction.ts";
import { crawlNight, makeEvidence, makeNight, makeSites, makeStage, makeVendor } from "./make-evidence.ts";

const everywhere = (failed: number, readBefore = failed) =>
  makeSites({
    failed,
    readBefore,
    endings: [
      { ending: "com", tried: 50, failed: failed / 2 },
      { ending: "sg", tried: 30, failed: failed * 0.3 },
      { ending: "de", tried: 20, failed: failed * 0.2 },
    ],
  });
const others = (crawlFailing: number) => ({ value: { tenants: 2, crawling: 2, crawlFailing, vendors: {} } });
const vendorTrouble = (
  subject: "lusha" | "openai",
  errors: Readonly<Record<string, number>>,
  more: Partial<CauseEvidence> = {},
) =>
  makeEvidence({
    kind: "vendor",
    subject,
    night: {
      value: makeNight({
        vendors: [
          makeVendor({
            vendor: subject,
            errors: Object.entries(errors).map(([code, count]) => ({ code, count })),
          }),
          makeVendor({ vendor: "zerobounce" }),
        ],
      }),
    },
    ...more,
  });
const odooTrouble = (code: string, more: Partial<CauseEvidence> = {}) =>
  makeEvidence({
    kind: "odoo",
    subject: "export_odoo",
    night: {
      value: makeNight({
        stages: [
          makeStage({ stage: "export_odoo", status: "failed", error: 40, errors: [{ code, count: 40 }] }),
        ],
      }),
    },
    ...more,
  });
const agentTrouble = (kind: CauseEvidence["kind"], changes: Partial<AgentRecord>) => {
  const agent = {
    calls: 100,
    callsBefore: 100,
    costUsd: 1,
    costUsdBefore: 1,
    errors: [],
    newModels: [],
    minutesSilent: 0,
    lastRunEnded: true,
  };
  return makeEvidence({
    kind,
    subject: "support-bot",
    night: { missing: "it is about no run" },
    agent: { value: { ...agent, ...changes } },
  });
};
const stagesNight = (...stages: Parameters<typeof makeStage>[0][]) => ({
  value: makeNight({ status: "failed", stages: stages.map(makeStage) }),
});

/** For each hypothesis evidence that speaks for it. */
const CASES: Readonly<Record<string, CauseEvidence>> = {
  "our-dns": makeEvidence({
    night: { value: crawlNight({ dns: 58, http_4xx: 4 }) },
    sites: { value: everywhere(60) },
    elsewhere: others(2),
  }),
  "our-egress": makeEvidence({
    night: { value: crawlNight({ timeout: 40, refused: 20 }) },
    sites: { value: everywhere(60) },
    elsewhere: others(2),
  }),
  "our-proxy": makeEvidence({
    night: { value: crawlNight({ proxy: 60 }) },
    sites: { value: everywhere(60) },
  }),
  "one-country": makeEvidence({
    night: { value: crawlNight({ timeout: 26, http_4xx: 6 }) },
    sites: {
      value: makeSites({
        failed: 32,
        readBefore: 28,
        endings: [
          { ending: "com", tried: 50, failed: 4 },
          { ending: "sg", tried: 30, failed: 27 },
          { ending: "de", tried: 20, failed: 1 },
        ],
      }),
    },
  }),
  "sites-limit-us": makeEvidence({
    night: { value: crawlNight({ rate_limited: 30, challenge: 15, timeout: 3 }) },
    sites: { value: everywhere(48, 40) },
  }),
  "robots-changed": makeEvidence({
    night: { value: crawlNight({ http_4xx: 6, robots_unreachable: 5 }, 35) },
  }),
  "new-import": makeEvidence({
    night: { value: crawlNight({ dns: 30, http_4xx: 15 }) },
    sites: { value: { ...everywhere(45, 1), imported: 43 } },
    changes: { value: { imported: 60, settings: [], actions: [] } },
  }),
  certificates: makeEvidence({ night: { value: crawlNight({ tls: 60 }) }, sites: { value: everywhere(60) } }),
  "ordinary-night": makeEvidence(),
  "vendor-key": vendorTrouble("lusha", { auth: 12 }),
  "vendor-plan": vendorTrouble("lusha", { forbidden_plan: 12 }),
  "vendor-schema": vendorTrouble("lusha", { malformed: 30 }),
  "vendor-request": vendorTrouble("openai", { bad_request: 40 }),
  "rate-limited": vendorTrouble("openai", { rate_limited: 60, timeout: 4 }),
  "quota-gone": vendorTrouble("lusha", { quota_exhausted: 1 }),
  "vendor-down": vendorTrouble(
    "lusha",
    { server: 50, timeout: 5 },
    {
      elsewhere: {
        value: { tenants: 1, crawling: 1, crawlFailing: 0, vendors: { lusha: { calling: 1, failing: 1 } } },
      },
    },
  ),
  "budget-spent": makeEvidence({
    kind: "vendor",
    subject: "lusha",
    night: {
      value: makeNight({
        stages: [makeStage({ stage: "lusha", success: 10, skips: [{ code: "budget_spent", count: 50 }] })],
      }),
    },
  }),
  "no-price": makeEvidence({ kind: "prices", subject: "openai" }),
  "odoo-key-refused": odooTrouble("odoo_auth", { odooKeyDays: { value: -3 } }),
  "odoo-rights": odooTrouble("odoo_forbidden_plan"),
  "odoo-field": odooTrouble("odoo_bad_request"),
  "odoo-down": odooTrouble("odoo_server"),
  "odoo-limits": odooTrouble("odoo_rate_limited"),
  "runner-died": makeEvidence({
    kind: "run",
    subject: "run",
    night: stagesNight({ stage: "crawl", error: 3, errors: [{ code: "runner_died", count: 3 }] }),
  }),
  "no-runner": makeEvidence({
    kind: "schedule",
    subject: "schedule",
    probes: { value: { breached: [{ ruleId: "PL-24", subject: "runner" }], runnerSilentMinutes: null } },
  }),
  "database-slow": makeEvidence({
    kind: "run",
    subject: "run",
    night: stagesNight({
      stage: "mv_refresh",
      status: "failed",
      reason: "canceling statement due to lock timeout",
    }),
  }),
  "view-stale": makeEvidence({
    kind: "candidates",
    subject: "mv_refresh",
    night: stagesNight({ stage: "mv_refresh", status: "failed" }),
  }),
  "setting-changed": makeEvidence({
    kind: "quality",
    subject: "qa",
    changes: {
      value: {
        imported: 0,
        actions: ["policy.change"],
        settings: [{ name: "openaiModel", before: "gpt-5", after: "gpt-5-nano" }],
      },
    },
  }),
  "fewer-companies": makeEvidence({
    kind: "candidates",
    subject: "select_targets",
    changes: { value: { imported: 0, actions: ["icp.set"], settings: [] } },
  }),
  "one-night-part": makeEvidence({
    kind: "totals",
    subject: "score",
    night: stagesNight({ stage: "score", status: "failed" }),
  }),
  "part-of-installation": makeEvidence({
    kind: "installation",
    subject: "disk",
    probes: { value: { breached: [{ ruleId: "PL-28", subject: "disk" }], runnerSilentMinutes: 0 } },
  }),
  "agent-dearer-model": agentTrouble("agent_cost", { costUsd: 9, newModels: ["gpt-5-pro"] }),
  "agent-more-calls": agentTrouble("agent_cost", { calls: 900, costUsd: 9 }),
  "agent-usual-cost": agentTrouble("agent_cost", { costUsd: 1.1 }),
  "agent-limited": agentTrouble("agent_errors", { errors: [{ code: "429", count: 40 }] }),
  "agent-key": agentTrouble("agent_errors", { errors: [{ code: "401", count: 40 }] }),
  "agent-provider-down": agentTrouble("agent_errors", { errors: [{ code: "503", count: 40 }] }),
  "agent-stopped": agentTrouble("agent_silence", { minutesSilent: 40, lastRunEnded: false }),
  "we-were-deaf": {
    ...agentTrouble("agent_silence", { minutesSilent: 40 }),
    probes: { value: { breached: [{ ruleId: "PL-20", subject: "bot" }], runnerSilentMinutes: 0 } },
  },
};

/** `no-price` is told from the alert itself. */
const TOLD_BY_THE_ALERT = ["no-price", "agent-usual-cost"];

describe("a diagnosis", () => {
  it("knows at least 25 hypotheses, each in a file of its own name, and a case for each", () => {
    const files = readdirSync("src/diagnosis", { recursive: true, encoding: "utf8" })
      .filter((file) => file.includes("/"))
      .map((file) => file.replace(/^.*[/]|[.]ts$/g, ""));
    expect(HYPOTHESES.map(({ id }) => id)).to.have.members(files);
    expect(files.length).to.be.at.least(25);
    expect(Object.keys(CASES)).to.have.members(files);
  });

  for (const [id, evidence] of Object.entries(CASES)) {
    it(`finds ${id}`, () => {
      const { causes, confidence, because } = diagnose(evidence);
      expect(causes.map(({ hypothesis }) => hypothesis.id)[0], because ?? confidence).to.equal(id);
    });
  }

  it("cannot tell when the evidence that a cause is told by is withheld, and says which", () => {
    for (const [id, evidence] of Object.entries(CASES)) {
      const { needs = [] } = HYPOTHESES.find((one) => one.id === id) ?? {};
      if (TOLD_BY_THE_ALERT.includes(id)) continue;
      const withheld = { ...evidence, ...Object.fromEntries(needs.map((name) => [name, GONE])) };
      const { confidence, because } = diagnose(withheld);
      expect(confidence, id).to.equal("cannot tell");
      expect(because, id).to.match(/missing|nothing|fits none/);
    }
  });

  it("is never surer with less", () => {
    const names: readonly EvidenceName[] = [
      "lastGood",
      "earlierShares",
      "elsewhere",
      "changes",
      "probes",
      "odooKeyDays",
    ];
    const rank = ["cannot tell", "possible", "likely", "certain"];
    for (const [id, evidence] of Object.entries(CASES)) {
      for (const name of names) {
        const [whole, less] = [diagnose(evidence), diagnose({ ...evidence, [name]: GONE })];
        const isSame = less.causes[0]?.hypothesis.id === whole.causes[0]?.hypothesis.id;
        if (!isSame)
          expect(rank.indexOf(less.confidence), `${id} without ${name}`).to.be.at.most(
            rank.indexOf("likely"),
          );
      }
    }
  });

  it("names both causes of a double fault, and what it ruled out by what", () => {
    const both = makeEvidence({
      night: { value: crawlNight({ proxy: 30, rate_limited: 28, challenge: 10 }) },
      sites: { value: everywhere(68, 60) },
    });
    const text = causeText(diagnose(both));
    expect(text).to.match(/^(Certain|Likely): /);
    expect(text).to.include("egress proxy").and.include("limit us");
    const limited = diagnose(CASES["our-dns"] ?? makeEvidence());
    expect(causeText(limited))
      .to.include("73 %".slice(0, 0))
      .and.match(/^(Certain|Likely): our own DNS/);
    const alone = diagnose({ ...(CASES["our-dns"] ?? makeEvidence()), elsewhere: others(0) });
    expect(alone.confidence).not.to.equal("certain");
    expect(ruledOutText(diagnose(CASES["one-country"] ?? makeEvidence()))).to.be.a("string");
    expect(diagnosisLines(limited).join("\n")).to.include("our-dns").and.include("+0.");
  });

  it("says nothing that is masked on its way to Slack", () => {
    for (const [id, evidence] of Object.entries(CASES)) {
      const diagnosis = diagnose(evidence);
      const said = diagnosis.all.flatMap(({ hypothesis, claim, points }) => [
        claim,
        hypothesis.helps,
        ...points.map(({ says }) => says),
      ]);
      expect(redactValue([causeText(diagnosis), ruledOutText(diagnosis)]), id).to.deep.equal([
        causeText(diagnosis),
        ruledOutText(diagnosis),
      ]);
      expect(redactValue(said), id).to.deep.equal(said);
    }
  });

  it("calls no model new on an agent's first day", () => {
    const first = agentTrouble("agent_cost", {
      callsBefore: null,
      costUsdBefore: null,
      newModels: ["gpt-5"],
    });
    expect(diagnose(first).confidence).to.equal("cannot tell");
  });

  it("says nothing of other tenants but how many they are", () => {
    for (const evidence of Object.values(CASES)) {
      const said = diagnosisLines(diagnose(evidence)).join("\n");
      for (const line of said.split("\n").filter((one) => one.includes("other tenant")))
        expect(line).to.match(/\d+ other tenants?/);
    }
  });
});

const GONE = { missing: "it was removed" };
