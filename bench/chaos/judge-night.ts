import { COMPANY_STAGES } from "../../src/entities/stage-table.ts";
import { PAID_VENDORS } from "../../src/entities/vendor-table.ts";
import { reconcileRun } from "../../src/observability/reconcile/reconcile-run.ts";
import { STALE_RESERVATION_MS } from "../../src/runner/budget/ledger/reservation-age.ts";
import { giveUpStaleReservations } from "../../src/runner/budget/unknown-calls/lost-calls.ts";
import { settleToldCalls } from "../../src/runner/budget/unknown-calls/settle-told-calls.ts";
import { type Night, TENANT } from "../../test/support/night.ts";

/** Something that must hold at the end, and what was found. */
export interface Finding {
  readonly what: string;
  readonly holds: boolean;
  readonly found: string;
}

/** A night that has ended, and what it went through. */
export interface EndedNight {
  readonly runId: string;
  /** How many calls the town had answered before it. */
  readonly since: number;
  readonly companies: number;
  /** Calls whose answers the blows may have lost. */
  readonly inFlight: number;
}

/** A night's figures. */
export interface Account {
  readonly findings: readonly Finding[];
  readonly companyStages: number;
  readonly paidCalls: number;
  /** Texts paid for again, less those whose answers the vendor itself cut off. */
  readonly paidTwice: number;
  /** Charges that the ledger does not have, or has as open. */
  readonly unknown: number;
  /** The longest time in which no company was done in any stage. */
  readonly standstillMs: number;
}

/** Codes of what is neither a web site's nor a vendor's doing: a runner that died, the database, a defect. */
const OUR_ERRORS =
  /^(runner_died|aborted|handed_back|run_ended|database_unavailable|database_refused|unexpected|unknown|[0-9A-Z]{5}|E[A-Z_]+)$/;
/** By when the books must have closed by themselves. */
const SETTLED_AFTER_MS = STALE_RESERVATION_MS + 5 * 60_000;

/** Compares a night's books with the town's, call by call. */
export async function judgeNight(night: Night, ended: EndedNight): Promise<Account> {
  const { runId, companies, inFlight } = ended;
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
  const companyStages = companies * COMPANY_STAGES.length;
  const is = { rows: companyStages, pairs: companyStages, events: companyStages, told: companyStages };
  check(
    `every company is done once in every stage (${companyStages})`,
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

  // What a runner does by itself in the half hour after.
  const clock = () => new Date(Date.now() + SETTLED_AFTER_MS);
  await settleToldCalls({ database: night.database, clock });
  await giveUpStaleReservations({ database: night.database, clock });
  const { totals } = await reconcileRun(night.database, { tenantId: TENANT, runId });
  const off = totals.filter(({ difference }) => difference !== 0);
  check("totals equal events, outcomes and ledger to the unit 35 minutes later", off.length === 0, off);

  const calls = night.town.calls().slice(ended.since);
  const ledger = new Map(
    (
      await night.rows<{ vendor: string; charged: number; unknown: number; reserved: number }>(
        `select vendor, count(*) filter (where state = 'charged')::int as charged,
           count(*) filter (where state = 'unknown')::int as unknown,
           count(*) filter (where state = 'reserved')::int as reserved
         from vendor_ledger where run_id = $1 group by vendor`,
        [runId],
      )
    ).map((row) => [row.vendor, row]),
  );
  const figures = { paidCalls: 0, unknown: 0, paidTwice: 0 };
  let beyond = 0;
  for (const vendor of PAID_VENDORS) {
    const charged = calls.filter((call) => call.vendor === vendor && Object.keys(call.charged).length > 0);
    const dropped = charged.filter(({ fault }) => fault === "drop_after_write").length;
    const {
      charged: known,
      unknown,
      reserved,
    } = ledger.get(vendor) ?? { charged: 0, unknown: 0, reserved: 0 };
    const excess = charged.length - known;
    beyond += Math.max(0, excess - dropped);
    check(
      `${vendor}: what it charged is in the ledger, charged or of unknown outcome`,
      excess <= unknown && excess >= 0 && reserved === 0,
      `${charged.length} charged by it, ${known} known, ${unknown} unknown, ${reserved} reserved, ${dropped} cut off`,
    );
    // Single verifications have no body to be compared by; the ledger has them above.
    const bodies = vendor === "zerobounce" ? [] : charged.map(({ bodyDigest }) => bodyDigest);
    figures.paidCalls += charged.length;
    figures.unknown += excess;
    figures.paidTwice += Math.max(0, bodies.length - new Set(bodies).size - dropped);
  }
  check(
    `charges beyond the ledger are calls in flight (at most ${inFlight})`,
    beyond <= inFlight,
    String(beyond),
  );
  check(
    `what was paid twice are calls in flight (at most ${inFlight})`,
    figures.paidTwice <= inFlight,
    String(figures.paidTwice),
  );
  const names = ["res.partner", "crm.lead"].flatMap((model) =>
    night.town
      .odooRecords(TENANT, model)
      .map((record) => `${model} ${String(record["ref"] ?? record["referred"])}`),
  );
  const doubles = names.length - new Set(names).size;
  check("nothing is in Odoo twice", doubles === 0 && names.length > 0, `${doubles} of ${names.length}`);
  return { ...figures, findings, companyStages, standstillMs: await longestStandstill(night, runId) };
}

async function longestStandstill(night: Night, runId: string): Promise<number> {
  const [row] = await night.rows<{ ms: number }>(
    `select coalesce(max(extract(epoch from gap)), 0)::float8 * 1000 as ms
     from (select finished_at - lag(finished_at) over (order by finished_at) as gap
           from company_enrichment_runs where run_id = $1) gaps`,
    [runId],
  );
  return row?.ms ?? 0;
}
