import { createReporter } from "../../src/sdk/create-reporter.ts";
import { type AgentDay, startOf } from "./agent-day.ts";

export const TRIAGE_AGENT = "ticket-triage";
const TICKETS = 48;
const TOPICS = ["billing", "login", "delivery", "refund"];

/** A support agent's day, reported through the SDK: it reads each ticket, looks up the customer and sorts the ticket. Cheap. */
export async function triageTickets(day: AgentDay): Promise<number> {
  const reporter = createReporter({ url: day.url, key: day.key, agentId: TRIAGE_AGENT });
  for (let index = 0; index < TICKETS; index += 1) {
    const startedAt = startOf(day, index, TICKETS);
    const after = (ms: number) => new Date(startedAt.getTime() + ms);
    const topic = TOPICS[index % TOPICS.length] ?? "other";
    const isLost = index % 16 === 7;
    const run = reporter.startRun({
      runId: `ticket-${startedAt.toISOString()}-${index}`,
      name: "triage a ticket",
      ts: startedAt,
    });
    run.within(() => {
      reporter.toolCall({
        ts: after(220),
        stage: "look up",
        name: "crm.lookup",
        durationMs: 180 + (index % 7) * 20,
        ...(isLost && { status: "error", errorCode: "not_found" }),
      });
      reporter.llmCall({
        ts: after(1_400),
        stage: "sort",
        provider: "openai",
        model: "gpt-5-mini",
        tokensInput: 1_400 + index * 7,
        tokensCached: 1_024,
        tokensOutput: 90 + (index % 5) * 11,
        durationMs: 900 + (index % 9) * 60,
        attributes: { topic },
      });
    });
    run.finish(isLost ? "degraded" : "succeeded", { ts: after(1_600), durationMs: 1_600 });
  }
  await reporter.shutdown(30_000);
  return reporter.stats().sent;
}
