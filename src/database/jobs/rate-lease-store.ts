import { Pool, type QueryConfig, type QueryResultRow } from "pg";
import { QueryFailedError } from "typeorm";
import { DatabaseUnavailableError } from "../../errors.ts";
import { readConnectionLimits } from "../connection-limits.ts";
import { DATABASE_CLOCK } from "../database-clock.ts";
import { isConnectionLoss } from "../faults/is-connection-loss.ts";

/** A turn to send a request to a domain. */
export interface DomainTurn {
  readonly startsAt: Date;
  /** How long after the statement the turn begins; by the database's clock, so that machines' clocks may differ. */
  readonly waitMs: number;
}

/**
 * The turns of all runners, as the service role: one statement each, outside any transaction. Throws
 * DatabaseUnavailableError if the server is down, which must not count against a site.
 */
export interface RateLeases {
  /** Takes the next free turn of a domain, at least `gapMs` after the previous one, and keeps `gapMs` free after it. */
  take(domain: string, gapMs: number): Promise<DomainTurn>;
  /** Gives back a turn that has not begun, unless another turn follows it; otherwise does nothing. */
  giveBack(domain: string, turn: DomainTurn, gapMs: number): Promise<void>;
  close(): Promise<void>;
}

/** Each turn is one short statement, so few connections serve many crawls. */
const POOL_SIZE = 2;

// Evaluated once the row is locked, hence the clock instead of the transaction's time; in whole milliseconds, as in a Date.
const TAKE = `
  insert into rate_leases as l (domain, starts_at, free_at)
  select $1, s, s + $2 * interval '1 millisecond' from (select date_trunc('milliseconds', ${DATABASE_CLOCK}) as s) now
  on conflict (domain) do update set (starts_at, free_at) = (
    select s, s + $2 * interval '1 millisecond' from (select greatest(
      date_trunc('milliseconds', ${DATABASE_CLOCK}), l.free_at, l.starts_at + $2 * interval '1 millisecond') as s) next)
  returning starts_at as "startsAt",
    greatest(0, extract(epoch from starts_at - ${DATABASE_CLOCK}) * 1000)::float8 as "waitMs"`;

// The previous turn began at least a gap earlier, and left the domain free from then on.
const GIVE_BACK = `
  update rate_leases set free_at = starts_at, starts_at = starts_at - $3 * interval '1 millisecond'
  where domain = $1 and starts_at = $2 and starts_at > ${DATABASE_CLOCK}`;

/** Opens the turns with a small pool of their own: in the shared pool, a turn would wait behind transactions. */
export async function openRateLeases(url: string): Promise<RateLeases> {
  const pool = new Pool({
    connectionString: url,
    application_name: "nightshift turns",
    max: POOL_SIZE,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    ...(await readConnectionLimits(url)),
  });
  // A broken idle connection is replaced at the next turn, which reports it if the server is down.
  pool.on("error", () => undefined);
  async function query<Row extends QueryResultRow>(statement: QueryConfig & { readonly text: string }) {
    try {
      return await pool.query<Row>(statement);
    } catch (cause) {
      const isError = cause instanceof Error;
      if (!isError || !isConnectionLoss(new QueryFailedError(statement.text, [], cause))) throw cause;
      throw new DatabaseUnavailableError(
        "Postgres became unreachable while a crawl turn was taken. Check that it runs; the site is tried again.",
        { cause },
      );
    }
  }
  return {
    async take(domain, gapMs) {
      const { rows } = await query<DomainTurn>({ name: "take", text: TAKE, values: [domain, gapMs] });
      const [turn] = rows;
      if (turn === undefined) throw new TypeError(`No turn came back for ${domain}`);
      return turn;
    },
    async giveBack(domain, { startsAt }, gapMs) {
      await query({ name: "give_back", text: GIVE_BACK, values: [domain, startsAt, gapMs] });
    },
    close: () => pool.end(),
  };
}
