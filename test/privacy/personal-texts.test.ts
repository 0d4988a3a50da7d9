import { expect } from "chai";
import { PERSONAL_TEXTS } from "../../src/privacy/personal-texts.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

/** Done by the function `forget_in_records`, or by deleting the row. */
const DONE_OTHERWISE = [
  "alert_transitions.detail",
  "alert_transitions.reason",
  "audit_log.detail",
  "contacts.*",
  "email_verification_cache.*",
  "lead_emails.*",
  "qa_verdicts.notes",
  "run_event_logs.error_msg",
  "run_event_logs.extra",
  "staging_companies.description",
];

/** Columns that hold no text of people or web sites: ids, codes, figures, settings, hashes, what nightshift says itself. */
const NOBODY = [
  ...[
    "agent_daily_metrics.*",
    "agent_quarters.*",
    "agents.*",
    "alert_diagnostics.*",
    "alert_notifications.*",
  ],
  ...["alert_feedback.user_id", "alert_rules.*", "alert_transitions.(from_state|to_state|actor)", "alerts.*"],
  ...["api_keys.*", "audit_log.(actor|action|subject|trace_id)", "budget_counters.*", "company_attempts.*"],
  // Names, numbers and sites of companies.
  ...[
    "companies.(?!description)",
    "company_checks.bucket",
    "company_enrichment_runs.*",
    "company_imports.*",
    "company_keys.*",
  ],
  ...["corpora.(source|content_hash)", "dead_letters.(stage|error_code)", "drills.*", "enrichment_runs.*"],
  ...[
    "exclusion_keys.*",
    "exclusions.(?!reason)",
    "expected_runs.*",
    "export_gates.*",
    "icp_rules.*",
    "idempotent_requests.*",
    "job_outbox.*",
  ],
  ...[
    "lead_features.content_hash",
    "lead_scores.(?!rationale)",
    "odoo_connections.*",
    "onboarding_status.*",
    "otlp_unknown_keys.*",
  ],
  ...[
    "price_cards.*",
    "refused_jobs.*",
    "report_readers.*",
    "qa_samples.(bucket|result|reserved_by)",
    "qa_verdicts.(result|reason|actor)",
    "run_degradations.*",
  ],
  ...[
    "run_event_logs.(?!error_msg|extra)",
    "run_leases.*",
    "run_metrics.*",
    "run_stage_stats.*",
    "run_vendor_usage.*",
  ],
  ...["runbook_proofs.*", "runbook_steps.*", "schedules.*", "silences.(?!reason)", "stage_sketches.*"],
  ...[
    "staging_companies.(?!description)",
    "tenant_policies.*",
    "tenant_users.*",
    "tenants.*",
    "vendor_ledger.*",
  ],
  ...["slo_.*", "odoo_.*"],
];

describe("the columns of texts", () => {
  let test: TestDatabase;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
  });
  after(() => test.drop());

  it("each may name a person, and are then searched, or are known to name nobody", async () => {
    const columns = await test.database.withService((transaction) =>
      transaction.query<{ name: string }[]>(
        `select c.relname || '.' || a.attname as name from pg_class c
           join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
           join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         where c.relkind in ('r', 'p') and not c.relispartition and a.attname <> 'tenant_id'
           and a.atttypid in ('text'::regtype, 'jsonb'::regtype, 'text[]'::regtype)
           and exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id') order by 1`,
      ),
    );
    const searched = PERSONAL_TEXTS.map(({ table, column }) => `${table}.${column}`);
    const known = [...searched, ...DONE_OTHERWISE, ...NOBODY].map(
      (text) => new RegExp(`^${text.replace(".", "\\.")}`),
    );
    const names = columns.map(({ name }) => name);
    expect(names).to.include.members(searched);
    expect(names.filter((name) => !known.some((pattern) => pattern.test(name)))).to.deep.equal([]);
  });
});
