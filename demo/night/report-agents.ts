import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SWEEP_QUEUE } from "../../src/alerts/alert-queues.ts";
import { createOwnRule } from "../../src/alerts/settings/own-rule-store.ts";
import type { Database } from "../../src/database/database.ts";
import type { JobQueue } from "../../src/database/jobs/queue.ts";
import { createKey } from "../../src/database/tenants/key-change-store.ts";
import { classifyInvoices, INVOICE_AGENT } from "../agents/classify-invoices.ts";
import { TRIAGE_AGENT, triageTickets } from "../agents/triage-tickets.ts";
import { type AgentSummary, findCard, readAgents } from "./night-store.ts";

/** Dollars a day that the invoice classifier may cost. */
const LIMIT_USD = 5;
const HOURS_MS = 8 * 3_600_000;
const LOOK_EVERY_MS = 100;
const ACTOR = "demo";

/** What two agents outside nightshift reported, and where the card about one of them is. */
export interface AgentsDay {
  readonly agents: readonly AgentSummary[];
  readonly cardTs: string;
}

/** Has two agents report their day, one through the SDK and one over OTLP, and waits for the card about the one that overspends. */
export async function reportAgents(
  { database, queue }: { readonly database: Database; readonly queue: Pick<JobQueue, "send"> },
  { tenantId, url, now, signal }: { tenantId: string; url: string; now: Date; signal: AbortSignal },
): Promise<AgentsDay> {
  const wish = { tenantId, name: "agents", scopes: ["ingest"], expiresAt: null, actor: ACTOR } as const;
  const { token: key } = await createKey(database, wish, randomBytes);
  const ruleId = await database.withTenant(tenantId, (transaction) =>
    createOwnRule(
      transaction,
      { tenantId, actor: ACTOR },
      {
        type: "cost_per_day",
        name: "Invoice classifier is expensive",
        agentId: INVOICE_AGENT,
        thresholds: { limitUsd: LIMIT_USD },
      },
    ),
  );
  const day = { url, key, from: new Date(Math.max(now.getTime() - HOURS_MS, startOfDay(now))), until: now };
  await Promise.all([triageTickets(day), classifyInvoices(day)]);
  await queue.send(SWEEP_QUEUE, {}, { key: SWEEP_QUEUE.name });
  for (;;) {
    const cardTs = await findCard(database, ruleId);
    if (cardTs !== null) return { cardTs, agents: await readAgents(database, [INVOICE_AGENT, TRIAGE_AGENT]) };
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** Midnight in Singapore, where the demo's tenants are: an earlier cost would be yesterday's. */
function startOfDay(now: Date): number {
  const offsetMs = HOURS_MS;
  const dayMs = 3 * HOURS_MS;
  return Math.floor((now.getTime() + offsetMs) / dayMs) * dayMs - offsetMs;
}
