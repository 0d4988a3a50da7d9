import type { Database } from "../../database/database.ts";
import { readMeasuredResponse } from "./read-measured-response.ts";
import { weeklyDigestText } from "./weekly-digest-text.ts";

const WEEK_MS = 7 * 86_400_000;

/** The text of the weekly digest that ends before this day; null when `day` is not a date. */
export async function readWeeklyDigest(
  database: Database,
  tenantId: string,
  day: string,
): Promise<string | null> {
  const until = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(until.getTime())) return null;
  const since = new Date(until.getTime() - WEEK_MS);
  return weeklyDigestText(tenantId, await readMeasuredResponse({ database }, { tenantId, since, until }));
}
