import { randomBytes } from "node:crypto";
import { readRunbooks } from "../../../src/alerts/runbooks/runbook-store.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { createSecrets } from "../../../src/database/create-secrets.ts";
import { saveOdooConnection } from "../../../src/database/tenants/odoo-connection-store.ts";
import { openGate } from "../../../src/qa/gate/gate-store.ts";
import { createRunControl } from "../../../src/runner/create-run-control.ts";
import { startExport } from "../../../src/runner/planning/start-export.ts";
import { writeRun } from "../../observability/write-run.ts";
import { type IngestServer, startIngestServer } from "./ingest-server.ts";

/** The ids that the examples of the OpenAPI document name. */
const ALERT_ID = "7d9f2c14-5b0e-4c6a-8f3d-91e4a2b7c805";
const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const RULE_ID = "5e0c8a7b-3f1d-4a92-b6c8-70d2e94f1a36";
const KEY_PREFIX = "ns_2f0a6c1e";

/** A server with one of everything that the examples of the document ask for, and a key for all of it. */
export async function prepareWorld(): Promise<{ readonly server: IngestServer; readonly key: string }> {
  const server = await startIngestServer({
    runbooks: await readRunbooks("runbooks"),
    control: (database, clock) => {
      const dependencies = { database, clock, environment: readEnvironment({}) };
      return {
        ...createRunControl(dependencies),
        startExport: (tenantId, force) => startExport(dependencies, { tenantId, force }),
      };
    },
  });
  const key = await server.createKey(["admin"]);
  const { database } = server.test;
  const { runId } = await writeRun(database, "acme", { status: "running" });
  await server.query("update enrichment_runs set trace_id = $1", [TRACE_ID]);
  await server.createKey(["ingest"]);
  await server.query("update api_keys set prefix = $1 where scopes = '{ingest}'", [KEY_PREFIX]);
  await server.post(key, { type: "heartbeat", agent_id: "support-bot" });
  await database.withTenant("acme", async (transaction) => {
    await saveOdooConnection(transaction, {
      tenantId: "acme",
      baseUrl: "http://127.0.0.1:9",
      database: "acme",
      apiKeySealed: createSecrets(randomBytes(32).toString("base64")).seal("never used"),
      expiresAt: null,
    });
    await transaction.query(
      `insert into alerts (tenant_id, alert_id, rule_id, subject, fingerprint, severity, state, summary, facts, fired_at, last_seen_at)
       values ('acme', $1, 'CR-02', 'crawl', 'f', 'high', 'firing', 'Many sites fail', '{"ratio": 0.4}', now(), now())`,
      [ALERT_ID],
    );
    await transaction.query(
      `insert into alert_rules (tenant_id, rule_id, type, name, parameters, created_by, updated_by)
       values ('acme', $1, 'no_heartbeat', 'Silent', '{"agentId": "support-bot"}', 'cli', 'cli')`,
      [RULE_ID],
    );
    const [company] = await transaction.query<{ id: string }[]>(
      `insert into companies (tenant_id, natural_key, name) values ('acme', 'one', 'One Ltd') returning company_id as id`,
    );
    await transaction.query(
      `insert into lead_scores (tenant_id, company_id, run_id, score, bucket, rationale, cited_signals, input_hash)
       values ('acme', $1, $2, 80, 'High', 'because', '{hiring}', 'h')`,
      [company?.id, runId],
    );
    await openGate(
      transaction,
      { tenantId: "acme", runId },
      { companyIds: [company?.id ?? ""], unanswered: "hold" },
    );
    await transaction.query(
      `insert into dead_letters (tenant_id, run_id, stage, company_id, error_code, error_msg, attempts)
       values ('acme', $1, 'crawl', $2, 'timeout', 'too slow', 3)`,
      [runId, company?.id],
    );
    await transaction.query(
      "insert into run_vendor_usage (tenant_id, run_id, vendor, calls) values ('acme', $1, 'tavily', 3)",
      [runId],
    );
    await transaction.query(
      "insert into run_metrics (tenant_id, run_id, name, value) values ('acme', $1, 'crawl_success_rate', 0.5)",
      [runId],
    );
  });
  return { server, key };
}
