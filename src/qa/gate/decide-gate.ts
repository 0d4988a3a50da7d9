import type { Transaction } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import type { ExportGate } from "../../entities/export-gate.ts";
import { ConflictError, InvalidInputError } from "../../errors.ts";
import { announceGate } from "./announce-gate.ts";
import {
  findGate,
  type GateKey,
  listFailedLeads,
  noteDecision,
  noteEvidence,
  readNightCounts,
  releaseLeads,
} from "./gate-store.ts";
import { badNightProbability, type NightModel, weighNight } from "./weigh-night.ts";

/** What is decided about the leads that a run's gate holds, and who decides. */
export interface GateDecision extends GateKey {
  /** `release`: lets them go, but for `except`. `hold`: they stay until somebody lets them go. */
  readonly act: "release" | "hold";
  /** Companies whose leads stay all the same. */
  readonly except: readonly string[];
  /** As the audit log writes it: `slack:U…`, `key:PREFIX`, `cli`, `system:evidence` or `system:deadline`. */
  readonly by: string;
  readonly at: Date;
  /** The Slack channel of the gate's card. */
  readonly channel: string;
}

/**
 * Decides about a gate, in the transaction that audits it and redraws its card. Held leads may be let go later, and those that
 * were let go cannot be called back. Throws InvalidInputError for a run without a gate, and ConflictError when nothing is held.
 */
export async function decideGate(transaction: Transaction, decision: GateDecision): Promise<ExportGate> {
  const { tenantId, runId, act, by, at } = decision;
  const gate = await findGate(transaction, runId, "lock");
  if (gate === null) throw new InvalidInputError("run", `${runId} has no leads at an export gate`);
  if (gate.state === "released" && (act === "hold" || gate.released === gate.leads)) {
    throw new ConflictError(
      `${gate.released} of ${gate.leads} leads of this run were already let go${gate.decidedBy === null ? "" : ` by ${gate.decidedBy}`}.`,
    );
  }
  if (act === "hold" && gate.state === "held") return gate;
  const released =
    act === "hold" ? 0 : await releaseLeads(transaction, runId, { except: decision.except, at });
  if (act === "release" && released === 0) {
    throw new InvalidInputError("except", "leaves no lead to let go; hold the night instead");
  }
  const state = act === "release" ? "released" : "held";
  await noteDecision(transaction, runId, { state, released, by, at });
  const { leads, badProbability } = gate;
  await insertAudit(transaction, {
    tenantId,
    actor: by,
    action: `gate.${act}`,
    subject: runId,
    detail: { leads, released, kept: leads - gate.released - released, badProbability },
    at,
  });
  if (gate.askedAt !== null) await announceGate(transaction, decision);
  return (await findGate(transaction, runId)) ?? gate;
}

/**
 * Looks at an open gate again, after its checks or a verdict: lets the leads go, but for those that people failed, or holds
 * them, where the evidence is enough. Returns whether people still have to decide.
 */
export async function reviewGate(
  transaction: Transaction,
  key: GateKey & Pick<GateDecision, "at" | "channel">,
  model: NightModel,
): Promise<boolean> {
  const { runId } = key;
  const gate = await findGate(transaction, runId, "lock");
  if (gate?.state !== "open") return false;
  const night = await readNightCounts(transaction, runId);
  await noteEvidence(transaction, runId, badNightProbability(night, model));
  const judgement = weighNight(night, model);
  if (judgement === "ask") {
    if (gate.askedAt !== null) await announceGate(transaction, key);
    return true;
  }
  const failed = await listFailedLeads(transaction, runId);
  // Nothing is left to let go when people failed every lead.
  const act = judgement === "release" && failed.length < gate.leads ? "release" : "hold";
  await decideGate(transaction, { ...key, act, except: failed, by: "system:evidence" });
  return false;
}
