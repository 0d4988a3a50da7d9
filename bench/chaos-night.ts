import { position } from "../demo/town/companies/seeded.ts";
import { withClient } from "../src/database/embedded/server/with-client.ts";
import { COMPANY_STAGES } from "../src/entities/stage-table.ts";
import { PAID_VENDORS } from "../src/entities/vendor-table.ts";
import { errorCode } from "../src/errors.ts";
import { reconcileRun } from "../src/observability/reconcile/reconcile-run.ts";
import { type ForkedRunner, forkRunner } from "../test/support/fork-runner.ts";
import { type Night, prepareNight, TENANT } from "../test/support/night.ts";
import { startCluster } from "../test/support/postgres-cluster.ts";
import { waitUntil } from "../test/support/wait-until.ts";

/** How rough the night is to be. */
export interface Chaos {
  /** Runner processes ended by SIGKILL. */
  readonly kills: number;
  /** Chooses the moments, the victims and the calls that fail. */
  readonly seed: number;
  /** Companies a run. */
  readonly companies: number;
  readonly say: (line: string) => void;
}

/** Something that must hold at the end, and what was found. */
export interface Finding {
  readonly what: string;
  readonly holds: boolean;
  readonly found: string;
}

const RUNNERS = 2;
const CONCURRENCY = 4;
const KILLS_A_RUN = 5;
const PATIENCE_MS = 180_000;
/** Codes of what is neither a web site's nor a vendor's doing: a runner that died, the database, a defect. */
const OUR_ERRORS =
  /^(runner_died|aborted|handed_back|run_ended|database_unavailable|unexpected|unknown|[0-9A-Z]{5}|E[A-Z_]+)$/;

/** Runs nights while runners are killed, vendors fail and Postgres is restarted once; what then holds and what does not. */
export async function runChaos({ kills, seed, companies, say }: Chaos): Promise<Finding[]> {
  const night = await prepareNight({ settings: { SCHED_COMPANY_CONCURRENCY: String(CONCURRENCY) } });
  // The cluster of the tests may forget its last commits when it crashes; this is about a server that does not.
  await withClient(night.urls.superuser, (client) =>
    client.query(
      "do $$ begin execute format('alter database %I set synchronous_commit = on', current_database()); end $$",
    ),
  );
  const runners = await Promise.all(Array.from({ length: RUNNERS }, () => forkRunner(night.settings)));
  const findings: Finding[] = [];
  try {
    let killed = 0;
    let isRestarted = false;
    for (let number = 1; (killed < kills || !isRestarted) && number <= kills + 1; number += 1) {
      const now = Math.min(KILLS_A_RUN, kills - killed);
      // A run that ended too early for it leaves the restart to the next.
      const restart = !isRestarted;
      const since = night.town.calls().length;
      orderFaults(night, seed + number);
      const { runId } = await night.start({ cap: companies });
      say(`run ${number}: ${companies} companies, ${now} kills${restart ? ", Postgres restarted once" : ""}`);
      const made = await disturb(night, runners, {
        runId,
        since,
        kills: now,
        seed: seed + number,
        restart,
        say,
      });
      const status = await endOf(night, runId);
      say(`run ${number}: ${status} after ${made.kills} kills`);
      const found = await judge(night, { runId, since, companies, ...made });
      findings.push(...found.map((finding) => ({ ...finding, what: `run ${number}: ${finding.what}` })));
      killed += made.kills;
      isRestarted ||= made.restarts > 0;
      await forgetCompanies(night);
    }
    findings.push({
      what: "runners killed as asked",
      holds: killed === kills,
      found: `${killed} of ${kills}`,
    });
    findings.push({
      what: "Postgres restarted in the middle of a run",
      holds: isRestarted,
      found: isRestarted ? "once" : "never: each run ended too early; take more companies",
    });
  } finally {
    for (const runner of runners) await runner.kill();
    await night.close();
  }
  return findings;
}

/** Failures that retries get over: none comes so often that a vendor would be left alone. */
function orderFaults({ town }: Night, seed: number): void {
  town.clearFaults();
  for (const vendor of PAID_VENDORS) {
    // Slow enough that there are always calls in flight. What is ordered later comes first.
    town.setFault({ vendor, mode: "slow", delayMs: 60 });
    town.setFault({ vendor, mode: "5xx", share: 0.06, seed });
    town.setFault({ vendor, mode: "drop_after_write", times: 1, after: 3 + (seed % 3) });
  }
  town.setFault({ vendor: "tavily", mode: "rate_limited", share: 0.05, seed });
  town.setFault({ vendor: "odoo", mode: "drop_after_write", match: "/load", times: 2 });
}

async function disturb(
  night: Night,
  runners: ForkedRunner[],
  plan: {
    readonly runId: string;
    readonly since: number;
    readonly kills: number;
    readonly seed: number;
    readonly restart: boolean;
    readonly say: (line: string) => void;
  },
): Promise<{ readonly kills: number; readonly restarts: number }> {
  const paidCalls = () =>
    night.town
      .calls()
      .slice(plan.since)
      .filter(({ vendor }) => vendor !== "sites").length;
  /** Waits for some calls more; false when the run has ended by then. */
  async function isGoingOn(index: number): Promise<boolean> {
    const target = paidCalls() + 2 + Math.floor(position("moment", plan.seed, index) * 16);
    await waitUntil(
      async () => paidCalls() >= target || (await statusOf(night, plan.runId)) !== "running",
      "the moment of the next blow",
      PATIENCE_MS,
    );
    return (await statusOf(night, plan.runId)) === "running";
  }
  let kills = 0;
  let restarts = 0;
  const restartAt = plan.restart ? Math.floor(plan.kills / 2) : Number.NaN;
  for (let index = 0; index < Math.max(plan.kills, plan.restart ? 1 : 0); index += 1) {
    if (!(await isGoingOn(index))) break;
    const place = Math.floor(position("victim", plan.seed, index) * runners.length);
    if (index < plan.kills) {
      await runners[place]?.kill();
      kills += 1;
      plan.say(`  kill ${kills} after ${paidCalls()} calls of vendors`);
    }
    if (index === restartAt) {
      await (await startCluster()).restart();
      restarts += 1;
      plan.say("  Postgres restarted");
    }
    if (index < plan.kills) runners[place] = await forkRunner(night.settings);
  }
  return { kills, restarts };
}

/** The status, or "running" while the database is away. */
async function statusOf(night: Night, runId: string): Promise<string> {
  try {
    return await night.status(runId);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return "running";
  }
}

async function endOf(night: Night, runId: string): Promise<string> {
  await waitUntil(
    async () => (await statusOf(night, runId)) !== "running",
    "the end of the run",
    PATIENCE_MS,
  );
  return night.status(runId);
}

async function judge(
  night: Night,
  run: {
    readonly runId: string;
    readonly since: number;
    readonly companies: number;
    readonly kills: number;
    readonly restarts: number;
  },
): Promise<Finding[]> {
  const { runId, companies } = run;
  const findings: Finding[] = [];
  const check = (what: string, holds: boolean, found: unknown) =>
    findings.push({ what, holds, found: typeof found === "string" ? found : JSON.stringify(found) });

  const status = await night.status(runId);
  check("ends succeeded or degraded", status === "succeeded" || status === "degraded", status);
  const rows = await night.rows<{ rows: number; pairs: number; events: number; told: number }>(
    `select count(*)::int as rows, count(distinct (stage, company_id))::int as pairs,
       (select count(*)::int from run_event_logs where run_id = $1 and event = 'item_finished' and company_id is not null) as events,
       (select count(distinct (stage, company_id))::int from run_event_logs
         where run_id = $1 and event = 'item_finished' and company_id is not null) as told
     from company_enrichment_runs where run_id = $1 and stage <> 'select_targets'`,
    [runId],
  );
  const expected = companies * COMPANY_STAGES.length;
  const is = { rows: expected, pairs: expected, events: expected, told: expected };
  check(
    `every company is done once in every stage (${expected})`,
    JSON.stringify(rows[0]) === JSON.stringify(is),
    rows[0] ?? {},
  );
  const given = await night.rows<{ stage: string; company: string; code: string }>(
    "select stage, company_id as company, error_code as code from dead_letters where run_id = $1",
    [runId],
  );
  check("no company is given up", given.length === 0, given);
  const errors = await night.rows<{ stage: string; code: string; count: number }>(
    `select stage, coalesce(code, 'unknown') as code, count(*)::int as count from company_enrichment_runs
     where run_id = $1 and outcome = 'error' group by 1, 2 order by 1, 2`,
    [runId],
  );
  const ours = errors.filter(({ code }) => OUR_ERRORS.test(code));
  check("what errors there are, web sites and vendors made", ours.length === 0, errors);
  const { totals } = await reconcileRun(night.database, { tenantId: TENANT, runId });
  const off = totals.filter(({ difference }) => difference !== 0);
  check("totals equal events, outcomes and ledger to the unit", off.length === 0, off);

  const calls = night.town.calls().slice(run.since);
  const ledger = new Map(
    (
      await night.rows<{ vendor: string; charged: number; open: number }>(
        `select vendor, count(*) filter (where state = 'charged')::int as charged,
           count(*) filter (where state in ('reserved', 'unknown'))::int as open
         from vendor_ledger where run_id = $1 group by vendor`,
        [runId],
      )
    ).map((row) => [row.vendor, row]),
  );
  const inFlight = CONCURRENCY * (run.kills + RUNNERS * run.restarts);
  let beyond = 0;
  for (const vendor of PAID_VENDORS) {
    const charged = calls.filter((call) => call.vendor === vendor && Object.keys(call.charged).length > 0);
    const dropped = charged.filter(({ fault }) => fault === "drop_after_write").length;
    const { charged: known, open } = ledger.get(vendor) ?? { charged: 0, open: 0 };
    const excess = charged.length - known;
    beyond += Math.max(0, excess - dropped);
    check(
      `${vendor}: what it charged is in the ledger, charged or open`,
      excess <= open && excess >= 0,
      `${charged.length} charged by it, ${known} known, ${open} open, ${dropped} cut off`,
    );
  }
  check(
    `charges beyond the ledger are calls in flight (at most ${inFlight})`,
    beyond <= inFlight,
    String(beyond),
  );
  const names = ["res.partner", "crm.lead"].flatMap((model) =>
    night.town
      .odooRecords(TENANT, model)
      .map((record) => `${model} ${String(record["ref"] ?? record["referred"])}`),
  );
  const doubles = names.length - new Set(names).size;
  check("nothing is in Odoo twice", doubles === 0 && names.length > 0, `${doubles} of ${names.length}`);
  return findings;
}

/** As if nothing had been learnt yet, so that the next run asks every vendor again. */
async function forgetCompanies(night: Night): Promise<void> {
  for (const table of ["lead_features", "contacts", "lead_emails", "email_verification_cache"])
    await night.rows(`delete from ${table}`);
}
