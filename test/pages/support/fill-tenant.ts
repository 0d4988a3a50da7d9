import { randomUUID } from "node:crypto";
import { createOwnRule } from "../../../src/alerts/settings/own-rule-store.ts";
import { createSilence } from "../../../src/alerts/suppression/silence-store.ts";
import type { Database } from "../../../src/database/database.ts";
import { createKey } from "../../../src/database/tenants/key-change-store.ts";

/** What rows a walk through the pages needs, by the parameters of their addresses. */
export interface FilledTenant {
  readonly runningId: string;
  readonly companyId: string;
  readonly alertIds: readonly string[];
  readonly ownRuleId: string;
}

const LETTERS = (size: number) => Buffer.alloc(size, 7);

/** Gives a tenant with nights at least one of everything that pages show. */
export async function fillTenant(
  database: Database,
  { tenantId, runId, now }: { readonly tenantId: string; readonly runId: string; readonly now: Date },
): Promise<FilledTenant> {
  const companyId = randomUUID();
  const runningId = randomUUID();
  const alertIds = [randomUUID(), randomUUID()];
  await createKey(
    database,
    { tenantId, name: "grafana", scopes: ["read"], expiresAt: null, actor: "cli" },
    LETTERS,
  );
  return database.withTenant(tenantId, async (transaction) => {
    await transaction.query(
      `insert into companies (tenant_id, company_id, natural_key, name, domain, country)
       values ($1, $2, 'k', '<b>Ünlü & Söhne</b> שלום', 'example.com', 'SG')`,
      [tenantId, companyId],
    );
    await transaction.query(
      `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, ordinal, outcome)
       values ($1, $2, 'select_targets', $3, 0, 'success'), ($1, $2, 'crawl', $3, null, 'error')`,
      [tenantId, runId, companyId],
    );
    await transaction.query(
      `insert into lead_scores (tenant_id, company_id, run_id, score, bucket, rationale, cited_signals, input_hash)
       values ($1, $2, $3, 81, 'High', 'It hires.', '{}', 'h')`,
      [tenantId, companyId, runId],
    );
    await transaction.query(
      `insert into lead_features (tenant_id, company_id, run_id, content_hash, features) values ($1, $2, $3, 'h', $4)`,
      [
        tenantId,
        companyId,
        runId,
        JSON.stringify({ about: "Makes <i>pumps</i>", signals: [{ kind: "hiring", text: "10 jobs" }] }),
      ],
    );
    await transaction.query(
      "insert into contacts (tenant_id, company_id, first_name, last_name, title, source) values ($1, $2, 'Ada', 'Byron', 'CTO', 'site')",
      [tenantId, companyId],
    );
    await transaction.query(
      `insert into lead_emails (tenant_id, company_id, email, source, is_webmail, status)
       values ($1, $2, 'ada.byron@example.com', 'site', false, 'verified')`,
      [tenantId, companyId],
    );
    await transaction.query(
      `insert into qa_samples (tenant_id, run_id, company_id, sample_no, bucket, population_size, checks, result)
       values ($1, $2, $3, 1, 'High', 20, '{}', 'pass')`,
      [tenantId, runId, companyId],
    );
    await transaction.query(
      `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, manifest)
       values ($1, $2, 'running', 'cli', $3, $4, $5, '{}')`,
      [tenantId, runningId, now.toISOString().slice(0, 10), "a".repeat(32), now],
    );
    await transaction.query(
      `insert into run_stage_stats (tenant_id, run_id, stage, status, started_at) values ($1, $2, 'crawl', 'running', $3)`,
      [tenantId, runningId, now],
    );
    await transaction.query(
      "insert into agents (tenant_id, agent_id, name, last_seen_at, created_at) values ($1, 'triage', 'Triage', $2, $2)",
      [tenantId, now],
    );
    await transaction.query(
      `insert into agent_daily_metrics (tenant_id, agent_id, date, total_runs, successful_runs, failed_runs, events, calls, errors,
         tokens_input, tokens_output, tokens_cached, cost_nano_usd, unpriced_calls, latency, models_used, aggregated_at)
       values ($1, 'triage', $2, 4, 3, 1, 40, 20, 1, 1000, 200, 0, 500000000, 0, '{}', '{}', $3)`,
      [tenantId, now.toISOString().slice(0, 10), now],
    );
    for (const [place, alertId] of alertIds.entries()) {
      await transaction.query(
        `insert into alerts (tenant_id, alert_id, rule_id, subject, fingerprint, run_id, severity, state, summary, fired_at, last_seen_at)
         values ($1, $2, 'CR-02', $3, $4, $5, 'high', 'firing', '20 of 60 crawl attempts failed.', $6, $6)`,
        [tenantId, alertId, `crawl${place}`, `f${place}`, runId, now],
      );
      await transaction.query(
        `insert into alert_transitions (tenant_id, alert_id, version, from_state, to_state, reason, actor, at)
         values ($1, $2, 1, null, 'firing', 'fired', 'system', $3)`,
        [tenantId, alertId, now],
      );
    }
    await createSilence(
      transaction,
      {
        tenantId,
        ruleId: "OE-06",
        subject: null,
        reason: "Odoo is being moved",
        actor: "U0ADMIN001",
        endsAt: new Date(now.getTime() + 3_600_000),
      },
      now,
    );
    const ownRuleId = await createOwnRule(
      transaction,
      { tenantId, actor: "cli" },
      { type: "cost_per_day", name: "Triage is dear", agentId: "triage" },
    );
    return { runningId, companyId, alertIds, ownRuleId };
  });
}
