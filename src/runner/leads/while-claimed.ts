import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../database/database.ts";
import { ConflictError } from "../../errors.ts";
import { claimExport, dropClaim, type ExportClaim } from "./export-store.ts";

/** A claim that is held. */
export interface HeldClaim extends ExportClaim {
  /** Hash of what was handed over last; null: nothing yet. */
  readonly exportHash: string | null;
  /** Throws ConflictError once the claim may be another's, since this process stood still for too long. */
  assertHeld(): void;
}

/**
 * How long a claim outlives the last sign of life of its holder. A killed runner's work is taken over after ten seconds or
 * more, and what it had sent to Odoo by then has landed when the claim runs out.
 */
const CLAIM_SECONDS = 20;
const RENEW_MS = 5_000;
const LOOK_AGAIN_MS = 500;
const MAX_WAIT_MS = 120_000;

/**
 * Does the work on a company's export alone: Odoo has no lock of its own, so two runners that upsert one company at the
 * same time would both find nothing, and both create it. Waits for whoever is at it. No transaction is open meanwhile.
 * The claim stays on after `work` until `saveExport` lets it go (or it runs out); an error lets it go at once.
 */
export async function whileClaimed<Result>(
  context: { readonly database: Database; readonly tenantId: string; readonly signal: AbortSignal },
  companyId: string,
  work: (claim: HeldClaim) => Promise<Result>,
): Promise<Result> {
  const { database, tenantId, signal } = context;
  const key: ExportClaim = { companyId, token: randomUUID() };
  let heldUntilMs = 0;

  async function take(): Promise<{ exportHash: string | null } | null> {
    const askedMs = performance.now();
    const taken = await database.batch(tenantId, (it) => claimExport(it, key, CLAIM_SECONDS));
    if (taken !== null) heldUntilMs = askedMs + CLAIM_SECONDS * 1_000;
    return taken;
  }

  const startedMs = performance.now();
  let taken = await take();
  while (taken === null) {
    if (performance.now() - startedMs > MAX_WAIT_MS) {
      throw new ConflictError(
        `Company ${companyId} is being exported elsewhere. It is tried again next time.`,
      );
    }
    await sleep(LOOK_AGAIN_MS, undefined, { signal });
    taken = await take();
  }
  // A renewal that fails shows in assertHeld, once the claim has run out.
  const renewal = setInterval(() => void take().catch(() => undefined), RENEW_MS);
  try {
    return await work({
      ...key,
      ...taken,
      assertHeld() {
        if (performance.now() < heldUntilMs) return;
        throw new ConflictError(`The claim on company ${companyId} ran out. It is exported again next time.`);
      },
    });
  } catch (error) {
    // Where even that fails, the claim runs out by itself; the error at hand says more.
    await database.batch(tenantId, (it) => dropClaim(it, key)).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(renewal);
  }
}
