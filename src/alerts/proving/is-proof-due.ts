import type { RunbookProof } from "../../entities/runbook-proof.ts";
import { VERSION } from "../../version.ts";
import type { Runbook } from "../runbooks/runbook.ts";
import { isProvable } from "./provable-step.ts";

/** Less than a day, so that a proof is made at the same time every day though it is asked for once an hour. */
const EVERY_MS = 23 * 3_600_000;

/** Whether a runbook has no proof of this version from the last day. */
export function isProofDue(
  proofs: readonly Pick<RunbookProof, "runbookId" | "provedAt" | "version">[],
  runbooks: readonly Pick<Runbook, "id">[],
  now: Date,
): boolean {
  return runbooks.some(({ id }) => {
    if (!isProvable(id)) return false;
    const proof = proofs.find(({ runbookId }) => runbookId === id);
    return (
      proof === undefined || proof.version !== VERSION || now.getTime() - proof.provedAt.getTime() >= EVERY_MS
    );
  });
}
