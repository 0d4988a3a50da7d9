import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../../database/database.ts";
import { ConflictError } from "../../../errors.ts";
import { type ClaimTaken, claimExport, dropClaim, type ExportClaim } from "./export-store.ts";

/** A claim while it is held. */
export interface HeldClaim extends ExportClaim, ClaimTaken {
  /** Throws ConflictError once the claim has run out, because this process was suspended for too long. */
  assertHeld(): void;
}

/**
 * How long a claim lasts after its last renewal. A killed runner's work is taken over after ten seconds or more, and by the
 * time the claim runs out, whatever it had sent to Odoo has arrived.
 */
const CLAIM_SECONDS = 20;
const RENEW_MS = 5_000;
const LOOK_AGAIN_MS = 500;
const MAX_WAIT_MS = 120_000;

/**
 * Runs `work` as the only exporter of a company: Odoo has no locks, so two runners that upsert the same company at once
 * would both find nothing and both create it. Waits for the current holder. No transaction is open meanwhile.
 * The claim outlasts `work` until `saveExport` releases it (or it runs out); an error releases it at once.
 */
export async function whileClaimed<Result>(
  context: { readonly database: Database; readonly tenantId: string; readonly signal: AbortSignal },
  companyId: string,
  work: (claim: HeldClaim) => Promise<Result>,
): Promise<Result> {
  const { database, tenantId, signal } = context;
  const key: ExportClaim = { companyId, token: randomUUID() };
  let heldUntilMs = 0;

  async function take(): Promise<ClaimTaken | null> {
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
  // If renewal fails, assertHeld throws once the claim has run out.
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
    // If even that fails, the claim runs out by itself; the original error says more.
    await database.batch(tenantId, (it) => dropClaim(it, key)).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(renewal);
  }
}
