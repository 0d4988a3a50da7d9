import { expect } from "chai";
import type { AgentFacts, AgentRule } from "../../../src/alerts/rulebook/agent-rule.ts";
import { assessAgentRule } from "../../../src/alerts/rules/assess-agent-rule.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

describe("the rules about agents", () => {
  function judge(type: AgentRule["type"], facts: Partial<AgentFacts>, thresholds = {}) {
    const rule: AgentRule = {
      tenantId: "acme",
      ruleId: "0f8fad5b-d9cb-469f-a165-70867728950e",
      type,
      name: "Watch",
      agentId: "nightly",
      thresholds,
      severity: null,
      cooldownMinutes: null,
      createdAt: ago(60),
    };
    const agent = { costTodayUsd: 0, attempts: 0, errors: 0, lastSeenAt: NOW, ...facts };
    const assessment = assessAgentRule(rule, agent, NOW);
    return assessment === null ? "nothing" : (assessment.finding?.severity ?? "clear");
  }

  it("are quiet at exactly their limits, and fire above", () => {
    expect(judge("cost_per_day", { costTodayUsd: 5 })).to.equal("clear");
    expect(judge("cost_per_day", { costTodayUsd: 5.01 })).to.equal("high");
    expect(judge("error_rate", { attempts: 20, errors: 2 })).to.equal("clear");
    expect(judge("error_rate", { attempts: 20, errors: 3 })).to.equal("medium");
    expect(judge("no_heartbeat", { lastSeenAt: ago(5) })).to.equal("clear");
    expect(judge("no_heartbeat", { lastSeenAt: ago(5.1) })).to.equal("high");
  });

  it("want enough items for a share, and see an hour without work as over", () => {
    expect(judge("error_rate", { attempts: 19, errors: 19 })).to.equal("nothing");
    expect(judge("error_rate", {})).to.equal("clear");
  });

  it("miss an agent that never came from the rule's making on", () => {
    expect(judge("no_heartbeat", { lastSeenAt: null })).to.equal("high");
    expect(judge("no_heartbeat", { lastSeenAt: null }, { silentMinutes: 60 })).to.equal("clear");
  });

  it("use the default where a stored threshold cannot be", () => {
    expect(judge("cost_per_day", { costTodayUsd: 5.01 }, { limitUsd: -1 })).to.equal("high");
    expect(judge("cost_per_day", { costTodayUsd: 5.01 }, { limitUsd: 6 })).to.equal("clear");
  });
});
