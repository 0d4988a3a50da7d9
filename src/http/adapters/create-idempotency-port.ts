import { createHash, hkdfSync } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../../clock.ts";
import { createSecrets } from "../../database/create-secrets.ts";
import type { Database } from "../../database/database.ts";
import { claimKey, keepAnswer, releaseKey } from "../../database/tenants/idempotency-store.ts";
import type { IdempotencyPort, RequestClaim } from "../ports/idempotency-port.ts";

/** No request takes longer than this; one without an answer by then was interrupted. */
const IN_PROGRESS_MS = 2 * 60_000;

const Answer = z.object({
  status: z.number(),
  type: z.string(),
  location: z.string().nullable(),
  body: z.string(),
});

/** Stores answers sealed with the caller's API key, which is not stored anywhere. */
export function createIdempotencyPort(world: {
  readonly database: Database;
  readonly clock: Clock;
}): IdempotencyPort {
  const { database, clock } = world;
  return {
    async claim(claim) {
      const now = clock();
      const found = await database.withTenant(claim.tenantId, (transaction) =>
        claimKey(transaction, rowOf(claim), now),
      );
      if (found === null) return { state: "new" };
      if (found.fingerprint !== claim.fingerprint) return { state: "different" };
      if (found.answerSealed !== null) {
        const answer: unknown = JSON.parse(secretsOf(claim).unseal(found.answerSealed));
        return { state: "answered", answer: Answer.parse(answer) };
      }
      const isRecent = now.getTime() - found.startedAt.getTime() < IN_PROGRESS_MS;
      return { state: isRecent ? "running" : "unknown" };
    },
    keep: (claim, answer) =>
      database.withTenant(claim.tenantId, (transaction) =>
        keepAnswer(transaction, rowOf(claim), secretsOf(claim).seal(JSON.stringify(answer))),
      ),
    release: (claim) =>
      database.withTenant(claim.tenantId, (transaction) => releaseKey(transaction, rowOf(claim))),
  };
}

/** The caller's key is stored as a hash: it may contain anything. */
function rowOf({ tenantId, keyId, key, fingerprint }: RequestClaim) {
  return { tenantId, keyId, keyHash: createHash("sha256").update(key).digest("hex"), fingerprint };
}

function secretsOf({ token }: RequestClaim) {
  return createSecrets(Buffer.from(hkdfSync("sha256", token, "", "idempotent answers", 32)).toString("hex"));
}
