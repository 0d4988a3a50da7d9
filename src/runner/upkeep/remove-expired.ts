import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import type { Database, Transaction } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import { ANSWERS_KEPT_MS } from "../../database/tenants/idempotency-store.ts";
import { listAllTenants, readSettings, type TenantRow } from "../../database/tenants/tenant-store.ts";
import { ConfigurationError, DatabaseRefusedError } from "../../errors.ts";
import { removeRefusals } from "../../observability/refusals/refusal-store.ts";
import { dropExpiredPartitions, listExpiredPartitions } from "./expired-partition-store.ts";
import {
  removeIdempotentRequests,
  removeRefusedJobs,
  removeSlackDeliveries,
  removeTurns,
} from "./request-retention-store.ts";
import { countStaged, removeStaged } from "./staged-retention-store.ts";
import {
  countExpired,
  emptyTexts,
  removeChecks,
  removeCorpora,
  removeSamples,
  type TenantWindow,
} from "./tenant-retention-store.ts";

/** What retention removed, or would remove. */
export interface RetentionReport {
  /** Daily partitions of the event log. */
  readonly eventPartitions: number;
  /** Partitions past the window that could not be dropped, since somebody reads the event log; the next sweep tries again. */
  readonly partitionsInUse: number;
  /** Raw rows of imported files. */
  readonly stagedRows: number;
  /** Tenants whose data is left alone, since their policy cannot be read and may keep data longer than the default. */
  readonly unreadable: readonly string[];
  readonly tenants: readonly {
    readonly tenantId: string;
    /** With their verdicts. */
    readonly qaSamples: number;
    /** Rows of gathered text: hashes, with the texts if they are kept. */
    readonly corpora: number;
    /** Texts that an ended run left behind although texts are not kept. */
    readonly texts: number;
  }[];
}

const DAY_MS = 86_400_000;
/** Rows removed per transaction, so that no lock is held for long. */
const BATCH = 1_000;
const LOCK_TIMEOUT_MS = 2_000;
/** Attempts at a partition that somebody reads. */
const DROP_ATTEMPTS = 3;
const LOCK_NOT_AVAILABLE = "55P03";
/** What belongs to no tenant is noted under this one. */
const PLATFORM = "platform";
/** The crawl turns of a domain are forgotten after this long without a request. */
const TURNS_KEPT_MS = DAY_MS;
/** Who was refused, with the hash of an address: long enough to look into an attack. */
const REFUSALS_KEPT_MS = 30 * DAY_MS;
/** Slack retries a request within the hour; an older one cannot arrive again. */
const SLACK_DELIVERIES_KEPT_MS = 2 * DAY_MS;
/** Long enough to look up what an import contained. */
const STAGED_KEPT_DAYS = 30;

/**
 * Removes what is past its window: events by partition (one window for the installation), QA samples and gathered texts
 * by their tenant's own windows, in small deletes. `dryRun` only counts. If interrupted, the next call continues.
 */
export async function removeExpired(
  dependencies: { readonly database: Database; readonly environment: Environment; readonly clock: Clock },
  { dryRun = false, signal }: { readonly dryRun?: boolean; readonly signal?: AbortSignal } = {},
): Promise<RetentionReport> {
  const { database, environment, clock } = dependencies;
  const now = clock().getTime();
  const daysAgo = (days: number) => new Date(now - days * DAY_MS);
  const firstNight = daysAgo(environment.EVENT_RETENTION_DAYS).toISOString().slice(0, 10);
  const keepTexts = environment.PERSIST_CRAWL_CORPUS;
  const unreadable: string[] = [];
  const windows = (await listAllTenants(database)).flatMap((row): TenantWindow[] => {
    const { tenantId } = row;
    const retention = retentionOf(row);
    if (retention === null) unreadable.push(tenantId);
    return retention === null
      ? []
      : [{ tenantId, qaBefore: daysAgo(retention.qaDays), corporaBefore: daysAgo(retention.corporaDays) }];
  });
  const stagedBefore = daysAgo(STAGED_KEPT_DAYS);
  if (dryRun) {
    return { ...(await count(database, { firstNight, windows, keepTexts, stagedBefore })), unreadable };
  }

  const inBatches = async (work: (transaction: Transaction) => Promise<number>): Promise<number> => {
    for (let total = 0; ; ) {
      signal?.throwIfAborted();
      const removed = await database.withService(work, { isLong: true });
      total += removed;
      if (removed < BATCH) return total;
    }
  };
  const tenants: RetentionReport["tenants"][number][] = [];
  for (const window of windows) {
    await inBatches((transaction) => removeChecks(transaction, window, BATCH));
    tenants.push({
      tenantId: window.tenantId,
      qaSamples: await inBatches((transaction) => removeSamples(transaction, window, BATCH)),
      corpora: await inBatches((transaction) => removeCorpora(transaction, window, BATCH)),
      texts: keepTexts ? 0 : await inBatches((transaction) => emptyTexts(transaction, window, BATCH)),
    });
  }
  await inBatches((transaction) =>
    removeSlackDeliveries(transaction, new Date(now - SLACK_DELIVERIES_KEPT_MS), BATCH),
  );
  await inBatches((transaction) =>
    removeIdempotentRequests(transaction, new Date(now - ANSWERS_KEPT_MS), BATCH),
  );
  await inBatches((transaction) => removeRefusals(transaction, new Date(now - REFUSALS_KEPT_MS), BATCH));
  await inBatches((transaction) => removeRefusedJobs(transaction, new Date(now - REFUSALS_KEPT_MS), BATCH));
  await inBatches((transaction) => removeTurns(transaction, new Date(now - TURNS_KEPT_MS), BATCH));
  const stagedRows = await inBatches((transaction) => removeStaged(transaction, stagedBefore, BATCH));
  // Last: the only step that may find its table locked, and then leaves the rest for the next time.
  const eventPartitions = await dropPartitions(database, firstNight);
  const left = await database.withService((it) => listExpiredPartitions(it, firstNight));
  const report = { eventPartitions, partitionsInUse: left.length, stagedRows, unreadable, tenants };
  await noteRemoved(database, report, clock());
  return report;
}

/** Drops one night after the other, so that a reader in the way costs only the nights that are still to come. */
async function dropPartitions(database: Database, firstNight: string): Promise<number> {
  let dropped = 0;
  for (const name of await database.withService((it) => listExpiredPartitions(it, firstNight))) {
    const before = dayAfter(name);
    for (let attempt = 1; ; attempt += 1) {
      try {
        dropped += await database.withService((it) => dropExpiredPartitions(it, before, LOCK_TIMEOUT_MS));
        break;
      } catch (error) {
        if (!(error instanceof DatabaseRefusedError) || error.sqlState !== LOCK_NOT_AVAILABLE) throw error;
        // Writers of events would wait behind us: the next sweep tries again.
        if (attempt === DROP_ATTEMPTS) return dropped;
      }
    }
  }
  return dropped;
}

/** The day after that of a partition, e.g. `run_event_logs_20261122`. */
function dayAfter(partition: string): string {
  const digits = partition.slice(-8);
  const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

/** Writes down what is gone: in the audit log of the installation, and of each tenant that lost something. */
async function noteRemoved(
  database: Database,
  { eventPartitions, stagedRows, tenants }: RetentionReport,
  at: Date,
): Promise<void> {
  const note = { actor: "system", action: "retention.remove", at };
  const own = tenants.filter(({ qaSamples, corpora, texts }) => qaSamples + corpora + texts > 0);
  if (own.length === 0 && eventPartitions + stagedRows === 0) return;
  await database.withService(async (transaction) => {
    if (eventPartitions + stagedRows > 0) {
      const detail = { eventPartitions, stagedRows };
      await insertAudit(transaction, { ...note, tenantId: PLATFORM, subject: "installation", detail });
    }
    for (const { tenantId, ...detail } of own)
      await insertAudit(transaction, { ...note, tenantId, subject: tenantId, detail });
  });
}

/** The tenant's retention; null if its policy cannot be read. */
function retentionOf(row: TenantRow) {
  try {
    return readSettings(row).policy.retention;
  } catch (error) {
    if (error instanceof ConfigurationError) return null;
    throw error;
  }
}

async function count(
  database: Database,
  {
    firstNight,
    windows,
    keepTexts,
    stagedBefore,
  }: {
    readonly firstNight: string;
    readonly windows: readonly TenantWindow[];
    readonly keepTexts: boolean;
    readonly stagedBefore: Date;
  },
): Promise<Omit<RetentionReport, "unreadable">> {
  return database.withService(async (transaction) => {
    const tenants: RetentionReport["tenants"][number][] = [];
    for (const window of windows) {
      tenants.push({
        tenantId: window.tenantId,
        ...(await countExpired(transaction, window, keepTexts)),
      });
    }
    return {
      eventPartitions: (await listExpiredPartitions(transaction, firstNight)).length,
      partitionsInUse: 0,
      stagedRows: await countStaged(transaction, stagedBefore),
      tenants,
    };
  });
}
