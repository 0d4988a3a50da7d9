import type { RunSummary } from "./night-store.ts";
import type { AgentsDay } from "./report-agents.ts";

/** The night on one screen: runs, companies per stage, alerts with their Slack timestamps, samples. */
export function describeNight(
  runs: readonly RunSummary[],
  agentsDay: AgentsDay,
  wallSeconds: number,
): string {
  return [
    ...runs.flatMap(describeRun),
    "agents outside, of acme:",
    ...agentsDay.agents.map(
      ({ agentId, runs: count, events, costUsd }) =>
        `  ${agentId.padEnd(20)} ${count} runs, ${events} events, $${costUsd.toFixed(2)}`,
    ),
    `  cost_per_day   Slack ${agentsDay.cardTs}  the card about invoice-classifier, which overspent`,
    "",
    `Wall time ${wallSeconds.toFixed(1)} s, from start to the last message delivered.`,
  ].join("\n");
}

function describeRun(run: RunSummary): string[] {
  const { tenantId, runId, status, statusReason, seconds, costUsd, stages, alerts, samples } = run;
  return [
    `${tenantId}: ${status} (${statusReason}) in ${seconds.toFixed(1)} s for $${costUsd.toFixed(2)}, run ${runId}`,
    `  ${"stage".padEnd(15)} ${"ended".padEnd(10)} ${["ok", "error", "blocked", "skipped"].map((word) => word.padStart(7)).join(" ")}`,
    ...stages.map(
      ({ stage, status: ended, success, error, blocked, skipped }) =>
        `  ${stage.padEnd(15)} ${ended.padEnd(10)} ${[success, error, blocked, skipped].map((count) => String(count).padStart(7)).join(" ")}`,
    ),
    alerts.length === 0 ? "  alerts: none" : "  alerts:",
    ...alerts.map(
      ({ ruleId, severity, summary, messageTs }) =>
        `    ${ruleId} ${severity.padEnd(8)} Slack ${messageTs ?? "(not delivered)"}  ${summary}`,
    ),
    `  QA samples: ${samples}`,
    "",
  ];
}
