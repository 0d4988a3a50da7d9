import { setTimeout as pause } from "node:timers/promises";
import { withClient } from "../../src/database/embedded/server/with-client.ts";
import { type ForkedRunner, forkRunner } from "../../test/support/fork-runner.ts";
import type { Night } from "../../test/support/night.ts";
import { type BeatenDatabase, inDatabase } from "./beaten-database.ts";

/** What a blow may hit. */
export interface Target {
  readonly night: Night;
  readonly database: BeatenDatabase;
  readonly runners: ForkedRunner[];
  /** Which of the runners it hits, if it hits one. */
  readonly place: number;
  /** Whether what lasts is to be short, as in the quick tests. */
  readonly isBrief: boolean;
}

/** One way in which a night is hit. It is over when `strike` returns. */
interface Blow {
  readonly name: string;
  /** How many runners lose the answers of calls in flight: one, or all. */
  readonly hits: "one" | "all";
  /** Whether this database can suffer it. */
  readonly suits: (database: BeatenDatabase) => boolean;
  strike(target: Target): Promise<void>;
}

const CUT =
  "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
const always = () => true;
const lasting = (isBrief: boolean, fullMs: number) => pause(isBrief ? 1_500 : fullMs);

/** Every blow of `npm run chaos`. */
export const BLOWS = [
  {
    name: "runner killed",
    hits: "one",
    suits: always,
    async strike({ runners, place, night }) {
      await runners[place]?.kill();
      runners[place] = await forkRunner(night.settings);
    },
  },
  {
    name: "runner frozen",
    hits: "one",
    suits: always,
    async strike({ runners, place, isBrief }) {
      runners[place]?.freeze();
      // For longer than others wait for it.
      await lasting(isBrief, 35_000);
      runners[place]?.thaw();
    },
  },
  {
    name: "connections frozen",
    hits: "all",
    suits: always,
    async strike({ database }) {
      for (const way of database.ways) way.freeze();
    },
  },
  {
    name: "pooler away",
    hits: "all",
    suits: always,
    async strike({ database: { ways }, isBrief }) {
      const [way] = ways;
      way?.setAway(true);
      await lasting(isBrief, 20_000);
      way?.setAway(false);
    },
  },
  {
    name: "Postgres restarted",
    hits: "all",
    suits: ({ restart }) => restart !== null,
    strike: async ({ database }) => database.restart?.(),
  },
  {
    name: "disk full",
    hits: "all",
    suits: ({ fillDisk }) => fillDisk !== null,
    async strike({ database, isBrief }) {
      const makeRoom = await database.fillDisk?.();
      await lasting(isBrief, 20_000);
      await makeRoom?.();
    },
  },
  {
    name: "database read-only",
    hits: "all",
    suits: always,
    async strike({ database, isBrief }) {
      await database.asSuperuser([inDatabase("set default_transaction_read_only = on"), CUT]);
      await lasting(isBrief, 10_000);
      await database.asSuperuser([
        "set default_transaction_read_only = off",
        inDatabase("reset default_transaction_read_only"),
        CUT,
      ]);
    },
  },
  {
    name: "outcomes locked beyond the time limit",
    hits: "all",
    suits: always,
    async strike({ night, isBrief }) {
      await withClient(night.urls.superuser, async (client) => {
        await client.query("begin");
        await client.query("lock table company_enrichment_runs in share mode");
        // Runners wait twenty seconds for a lock.
        await lasting(isBrief, 25_000);
        await client.query("rollback");
      });
    },
  },
  {
    name: "standby promoted",
    hits: "all",
    suits: ({ failOver }) => failOver !== null,
    strike: async ({ database }) => database.failOver?.(),
  },
] as const satisfies readonly Blow[];

export type BlowName = (typeof BLOWS)[number]["name"];

/** The blow of that name. */
export function blowOf(name: BlowName): Blow {
  const blow = BLOWS.find((one) => one.name === name);
  if (blow === undefined) throw new TypeError(`there is no blow "${name}"`);
  return blow;
}
