import type { Database, Transaction } from "../../database/database.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import { NotFoundError } from "../../errors.ts";
import { reviewGate } from "../../qa/gate/decide-gate.ts";
import { nightModel } from "../../qa/gate/night-model.ts";
import { announceVerdict } from "../../qa/verdicts/announce-verdict.ts";
import type { QaSampleCard } from "../../qa/verdicts/qa-sample-card.ts";
import { readQaSampleCard } from "../../qa/verdicts/qa-sample-card-store.ts";
import { readQueueState, reserveNextSample } from "../../qa/verdicts/review-queue-store.ts";
import { insertVerdict, readQaRows, takeVerdictBack, updateNotes } from "../../qa/verdicts/verdict-store.ts";
import type { Samples } from "../ports/samples.ts";

/** QA samples, kept in the database; a verdict is announced in the transaction that records it. */
export function createSamples(database: Database): Samples {
  return {
    read: (tenantId, runId, companyId) =>
      database.withTenant(tenantId, (transaction) => readQaSampleCard(transaction, { runId, companyId })),
    async recordVerdict({ tenantId, now, ...verdict }) {
      const { policy } = await readTenant(database, tenantId);
      return database.withTenant(tenantId, async (transaction) => {
        const isRecorded = await insertVerdict(transaction, verdict, now);
        if (isRecorded) {
          const { runId } = verdict;
          await announceVerdict(transaction, { tenantId, ...verdict, channel: policy.qaChannel });
          const gate = { tenantId, runId, at: now, channel: policy.qaChannel };
          await reviewGate(transaction, gate, nightModel(policy.exportGate));
        }
        return {
          outcome: isRecorded ? "recorded" : "conflict",
          sample: await readCard(transaction, verdict),
        };
      });
    },
    async addNotes({ tenantId, ...act }) {
      const { policy } = await readTenant(database, tenantId);
      return database.withTenant(tenantId, async (transaction) => {
        const isRecorded = await updateNotes(transaction, act);
        if (isRecorded) await announceVerdict(transaction, { tenantId, ...act, channel: policy.qaChannel });
        return { outcome: isRecorded ? "recorded" : "conflict", sample: await readCard(transaction, act) };
      });
    },
    async takeBack({ tenantId, now, ...act }) {
      const { policy } = await readTenant(database, tenantId);
      return database.withTenant(tenantId, async (transaction) => {
        const outcome = await takeVerdictBack(transaction, act, now);
        if (outcome === "taken_back") {
          await announceVerdict(transaction, { tenantId, ...act, channel: policy.qaChannel });
          const gate = { tenantId, runId: act.runId, at: now, channel: policy.qaChannel };
          await reviewGate(transaction, gate, nightModel(policy.exportGate));
        }
        return { outcome, sample: await readCard(transaction, act) };
      });
    },
    async takeNext(tenantIds, reviewer) {
      for (const tenantId of tenantIds) {
        const card = await database.withTenant(tenantId, async (transaction) => {
          const key = await reserveNextSample(transaction, reviewer);
          return key === null ? null : readCard(transaction, key);
        });
        if (card !== null) return card;
      }
      return null;
    },
    readQueue: (tenantIds, reviewer) =>
      Promise.all(
        tenantIds.map((tenantId) =>
          database.withTenant(tenantId, (transaction) =>
            readQueueState(transaction, { tenantId, ...reviewer }),
          ),
        ),
      ),
    async *stream(tenantId, runId) {
      const rows = await database.withTenant(tenantId, (transaction) => readQaRows(transaction, runId));
      if (rows.length > 0) yield rows;
    },
  };
}

async function readCard(
  transaction: Transaction,
  key: { readonly runId: string; readonly companyId: string },
): Promise<QaSampleCard> {
  const card = await readQaSampleCard(transaction, key);
  if (card === null) throw new NotFoundError("sample", `${key.runId}/${key.companyId}`);
  return card;
}
