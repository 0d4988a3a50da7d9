import { expect } from "chai";
import type { AgentFacts, AgentRule } from "../../../src/alerts/rulebook/agent-rule.ts";
import { ERROR_RATE_WINDOW_MINUTES } from "../../../src/alerts/rulebook/agent-rule-table.ts";
import { assessAgentRule } from "../../../src/alerts/rules/assess-agent-rule.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

describe("the rules about agents", () => {
  function assess(
    type: AgentRule["type"],
    facts: Partial<AgentFacts>,
    { thresholds = {}, severity = null }: Partial<Pick<AgentRule, "thresholds" | "severity">> = {},
  ) {
    const rule: AgentRule = {
      tenantId: "acme",
      ruleId: "0f8fad5b-d9cb-469f-a165-70867728950e",
      type,
      name: "Watch",
      agentId: "nightly",
      thresholds,
      severity,
      cooldownMinutes: null,
      createdAt: ago(60),
    };
    const agent = { costTodayUsd: 0, attempts: 0, errors: 0, lastSeenAt: NOW, ...facts };
    return assessAgentRule(rule, agent, NOW);
  }

  function judge(type: AgentRule["type"], facts: Partial<AgentFacts>, thresholds = {}) {
    const assessment = assess(type, facts, { thresholds });
    return assessment === null ? "nothing" : (assessment.finding?.severity ?? "clear");
  }

  it("are quiet at exactly their limits, and fire above", () => {
    expect(judge("cost_per_day", { costTodayUsd: 5 })).to.equal("clear");
    expect(judge("cost_per_day", { costTodayUsd: 5.01 })).to.equal("high");
    expect(judge("error_rate", { attempts: 20, errors: 2 })).to.equal("clear");
    expect(judge("error_rate", { attempts: 20, errors: 3 })).to.equal("medium");
    expect(judge("no_heartbeat", { lastSeenAt: ago(5) })).to.equal("clear");
    expect(judge("no_heartbeat", { lastSeenAt: new Date(ago(5).getTime() - 1) })).to.equal("high");
  });

  it("take a share over an hour", () => {
    expect(ERROR_RATE_WINDOW_MINUTES).to.equal(60);
  });

  it("want enough items for a share, and see an hour without work as over", () => {
    expect(judge("error_rate", { attempts: 19, errors: 19 })).to.equal("nothing");
    expect(judge("error_rate", { attempts: 1, errors: 0 })).to.equal("nothing");
    expect(judge("error_rate", {})).to.equal("clear");
    expect(judge("error_rate", {}, { minimumAttempts: 0 })).to.equal("clear");
  });

  it("miss an agent that never came from the rule's making on", () => {
    expect(judge("no_heartbeat", { lastSeenAt: null })).to.equal("high");
    expect(judge("no_heartbeat", { lastSeenAt: null }, { silentMinutes: 60 })).to.equal("clear");
  });

  it("have their type's severity unless the tenant gave them one", () => {
    const severityOf = (severity: AgentRule["severity"]) =>
      assess("cost_per_day", { costTodayUsd: 6 }, { severity })?.finding?.severity;
    expect(severityOf(null)).to.equal("high");
    expect(severityOf("low")).to.equal("low");
  });

  it("say which limit was exceeded by what", () => {
    const agent = { agentId: "nightly" };
    const cases = [
      {
        type: "cost_per_day",
        given: { costTodayUsd: 6.5 },
        summary:
          "Watch: agent nightly has cost $6.50 today; the limit is $5.00. That is $1.50 more than planned so far.",
        facts: { ...agent, ruleType: "cost_per_day", costTodayUsd: 6.5, limitUsd: 5 },
      },
      {
        type: "error_rate",
        given: { attempts: 40, errors: 10 },
        summary:
          "Watch: 10 of 40 items from agent nightly failed within 60 minutes (25 %, limit 10 %). 10 items are not done unless the agent tries again.",
        facts: { ...agent, ruleType: "error_rate", attempts: 40, errors: 10, maxRatio: 0.1 },
      },
      {
        type: "no_heartbeat",
        given: { lastSeenAt: ago(6) },
        summary:
          "Watch: agent nightly has given no sign of life for more than 5 minutes. Whatever it was to do since then is not known to be done.",
        facts: {
          ...agent,
          ruleType: "no_heartbeat",
          lastSeenAt: "2026-11-22T11:54:00.000Z",
          silentMinutes: 5,
        },
      },
    ] as const;
    for (const { type, given, summary, facts } of cases)
      expect(assess(type, given)?.finding).to.deep.include({ summary, facts });
    expect(assess("no_heartbeat", { lastSeenAt: null })?.finding?.facts).to.include({ lastSeenAt: null });
  });

  it("use the default where a stored threshold cannot be", () => {
    expect(judge("cost_per_day", { costTodayUsd: 5.01 }, { limitUsd: -1 })).to.equal("high");
    expect(judge("cost_per_day", { costTodayUsd: 5.01 }, { limitUsd: 6 })).to.equal("clear");
  });
});
