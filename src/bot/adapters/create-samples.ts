import type { Database } from "../../database/database.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import { NotFoundError } from "../../errors.ts";
import { announceVerdict } from "../../qa/verdicts/announce-verdict.ts";
import { readQaSampleCard } from "../../qa/verdicts/qa-sample-card-store.ts";
import { insertVerdict, readQaRows } from "../../qa/verdicts/verdict-store.ts";
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
        if (isRecorded)
          await announceVerdict(transaction, { tenantId, ...verdict, channel: policy.qaChannel });
        const sample = await readQaSampleCard(transaction, verdict);
        if (sample === null) throw new NotFoundError("sample", `${verdict.runId}/${verdict.companyId}`);
        return { outcome: isRecorded ? "recorded" : "conflict", sample };
      });
    },
    async *stream(tenantId, runId) {
      const rows = await database.withTenant(tenantId, (transaction) => readQaRows(transaction, runId));
      if (rows.length > 0) yield rows;
    },
  };
}
