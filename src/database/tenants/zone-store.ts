import { InvalidInputError } from "../../errors.ts";
import type { Transaction } from "../database.ts";

/**
 * Throws InvalidInputError for a time zone that this Postgres does not know: a server without the old names of its system's
 * zone files lacks some that Node has.
 */
export async function requireZoneOfPostgres(transaction: Transaction, zone: string): Promise<void> {
  const known = await transaction.query<unknown[]>("select where zone_or_utc($1) = $1", [zone]);
  if (known.length > 0) return;
  throw new InvalidInputError(
    "--timezone",
    `"${zone}" is unknown to the database's server; name the zone's current IANA name, such as America/New_York for US/Eastern`,
  );
}
