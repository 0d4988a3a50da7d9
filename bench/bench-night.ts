import { prepareNightIn, TENANT } from "../test/support/night.ts";
import type { TestDatabase } from "../test/support/test-database.ts";
import { waitUntil } from "../test/support/wait-until.ts";
import { createCrowd } from "./crowd.ts";
import { type ForkedTown, forkTown, type Tally } from "./fork-town.ts";
import { ANSWERERS, type Latencies } from "./latencies.ts";

/** A run as it was measured. */
export interface Measured {
  /** From its start to its end, in milliseconds. */
  readonly wallMs: number;
  /** Calls the stand-ins answered. */
  readonly calls: Tally["calls"];
  /** How many of them in vain. */
  readonly refused: number;
  /** All the waiting for answers there was, one after another, as the stand-ins were told to take; in milliseconds. */
  readonly waitedMs: number;
  /** How long they took over it, which is a little longer on a busy machine. */
  readonly tookMs: number;
  readonly companyStages: number;
  /** From the beginning to the end of each stage, in milliseconds, in their order. */
  readonly stagesMs: Readonly<Record<string, number>>;
}

/** A night to be measured. */
export interface NightPlan {
  readonly latencies: Latencies;
  /** Companies of the crowd that are worked on. */
  readonly companies: number;
}

/** A crowd of companies, a town whose answers take as long as is said, and a database; runners are started by whoever measures. */
export interface BenchNight {
  readonly test: TestDatabase;
  readonly town: ForkedTown;
  /** What a runner process is started with. */
  settings(own: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  /** Starts a run as if nothing had been learnt yet, and waits for its end; `meanwhile` goes on beside it. */
  measure(plan: NightPlan, meanwhile?: (before: Tally) => Promise<void>): Promise<Measured>;
  close(): Promise<void>;
}

const LONGEST_MS = 30 * 60_000;
const LEARNT = ["lead_features", "contacts", "lead_emails", "email_verification_cache", "lead_scores"];

export async function prepareBenchNight(companies: number): Promise<BenchNight> {
  const night = await prepareNightIn(await forkTown(companies, TENANT), {
    companies: createCrowd(companies),
    settings: {
      SCHED_ENABLED: "false",
      TAVILY_MAX_QUERIES: "1000000",
      LUSHA_MAX_CONTACT_LOOKUPS: "1000000",
      ZEROBOUNCE_MAX_VERIFICATIONS: "1000000",
      OPENAI_DAILY_TOKENS_CAP: "1000000000",
    },
  });
  const { town, test } = night;

  async function ended(runId: string): Promise<void> {
    await waitUntil(async () => (await night.status(runId)) !== "running", "the run's end", LONGEST_MS, 250);
    const at = await night.status(runId);
    if (at !== "succeeded") throw new Error(`the run ended ${at}, so it measures nothing`);
  }

  return {
    test,
    town,
    settings: (own) => ({ ...night.settings, ...own }),
    async measure({ latencies, companies: cap }, meanwhile) {
      for (const table of LEARNT) await night.rows(`delete from ${table}`);
      await town.answerIn(latencies);
      const before = await town.tally();
      const { runId } = await night.start({ cap });
      await Promise.all([ended(runId), meanwhile?.(before)]);
      const after = await town.tally();
      const [run] = await night.rows<{ wallMs: number; companyStages: number }>(
        `select extract(epoch from ended_at - started_at)::float8 * 1000 as "wallMs",
           (select count(*)::int from company_enrichment_runs c where c.run_id = r.run_id and stage <> 'select_targets')
             as "companyStages"
         from enrichment_runs r where run_id = $1`,
        [runId],
      );
      if (run === undefined) throw new Error("the run is gone");
      const stages = await night.rows<{ stage: string; ms: number }>(
        `select stage, round(extract(epoch from ended_at - started_at) * 1000)::int as ms
         from run_stage_stats where run_id = $1 and ended_at is not null order by started_at`,
        [runId],
      );
      const made = (name: (typeof ANSWERERS)[number]) => after.calls[name] - before.calls[name];
      const calls = { ...after.calls };
      for (const name of ANSWERERS) calls[name] = made(name);
      return {
        ...run,
        calls,
        refused: after.refused - before.refused,
        waitedMs: ANSWERERS.reduce((sum, name) => sum + made(name) * latencies[name], 0),
        tookMs: after.tookMs - before.tookMs,
        stagesMs: Object.fromEntries(stages.map(({ stage, ms }) => [stage, ms])),
      };
    },
    close: () => night.close(),
  };
}
