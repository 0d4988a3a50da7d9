import type { Clock } from "../../../clock.ts";
import type { Database } from "../../../database/database.ts";
import { type CreditVendor, VENDOR_TABLE } from "../../../entities/vendor-table.ts";
import { errorFields, type Logger } from "../../../logger.ts";
import type { VendorSettings } from "../../../vendors/create-vendors.ts";
import { readAccount } from "../../../vendors/read-account.ts";
import {
  findReading,
  insertReading,
  isQuiet,
  readUsageOfLedger,
  type UsageOfLedger,
} from "./usage-reading-store.ts";

/** What a vendor charged by its own count, beside what the ledger knows of it. In credits. */
export interface UsageComparison {
  readonly vendor: CreditVendor;
  /** Why nothing can be compared; null if it was. */
  readonly problem: string | null;
  /** Since when; null if nothing was compared. */
  readonly since: Date | null;
  readonly told: number;
  readonly ledger: UsageOfLedger;
  /** Charged by the vendor, and in the ledger neither charged, nor unknown, nor in progress. */
  readonly missing: number;
}

const HOUR_MS = 60 * 60_000;
/** Two readings of a vendor are at least this far apart. */
const READ_EVERY_MS = HOUR_MS;
const KEPT_MS = 35 * 24 * HOUR_MS;

/** Those that tell the key they are called with what it was charged: OpenAI tells administrators' keys only. */
const COMPARED: readonly CreditVendor[] = VENDOR_TABLE.flatMap((row) =>
  row.chargedBy === "credit" ? [row.vendor] : [],
);

/** Notes once an hour what the vendors say their accounts have used, each while no call of ours is in progress. */
export async function noteVendorUsage(dependencies: {
  readonly database: Database;
  readonly environment: VendorSettings;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<void> {
  const { database, environment, clock, logger } = dependencies;
  for (const vendor of COMPARED) {
    const readAt = clock();
    const isDue = await database.withService(async (transaction) => {
      const last = await findReading(transaction, vendor, readAt);
      const isOld = last === null || readAt.getTime() - last.readAt.getTime() >= READ_EVERY_MS;
      return isOld && (await isQuiet(transaction, vendor));
    });
    if (!isDue) continue;
    try {
      const counter = (await readAccount(vendor, environment))?.counter ?? null;
      if (counter === null) continue;
      const expired = new Date(readAt.getTime() - KEPT_MS);
      await database.withService((transaction) =>
        insertReading(transaction, vendor, { readAt, counter }, expired),
      );
    } catch (error) {
      // A vendor that is down is reported elsewhere; the next sweep asks again.
      logger.warn("vendor_usage_not_read", { vendor, ...errorFields(error) });
    }
  }
}

/** Compares what each vendor with a key says it charged since the reading at `since` with the ledger of all tenants. */
export async function compareUsage(
  database: Database,
  environment: VendorSettings,
  since: Date,
): Promise<UsageComparison[]> {
  const compared: UsageComparison[] = [];
  for (const vendor of COMPARED) {
    const nothing = {
      vendor,
      since: null,
      told: 0,
      ledger: { charged: 0, unknown: 0, underway: 0 },
      missing: 0,
    };
    const account = await readAccount(vendor, environment).catch((error: unknown) => {
      return { counter: null, problem: `it does not answer (${errorFields(error).errorCode})` };
    });
    if (account === null) continue;
    if (account.counter === null) {
      const problem = "problem" in account ? account.problem : "it does not say what it charged";
      compared.push({ ...nothing, problem });
      continue;
    }
    const { counter } = account;
    compared.push(
      await database.withService(async (transaction): Promise<UsageComparison> => {
        const base = await findReading(transaction, vendor, since);
        if (base === null)
          return { ...nothing, problem: "no earlier reading yet; a runner takes one each hour" };
        const told = counter - base.counter;
        if (told < 0) return { ...nothing, problem: "credits were added, or its count began anew" };
        const ledger = await readUsageOfLedger(transaction, vendor, base.readAt);
        const missing = Math.max(0, told - ledger.charged - ledger.unknown - ledger.underway);
        return { vendor, problem: null, since: base.readAt, told, ledger, missing };
      }),
    );
  }
  return compared;
}
