import type { Transaction } from "../../database/database.ts";
import { wantMessage } from "../../messages/outbox-store.ts";

/** Asks for the messages of a run's sample: one for the run, and one a company in its thread. Nothing is asked for an empty sample. */
export async function announceSample(
  transaction: Transaction,
  run: { readonly tenantId: string; readonly runId: string; readonly channel: string },
  companyIds: readonly string[],
): Promise<void> {
  if (companyIds.length === 0) return;
  const { tenantId, runId, channel } = run;
  const parentId = await wantMessage(transaction, { tenantId, kind: "qa_run", subjectId: runId, channel });
  for (const companyId of companyIds) {
    await wantMessage(transaction, {
      tenantId,
      kind: "qa_sample",
      subjectId: `${runId}:${companyId}`,
      channel,
      parentId,
    });
  }
}
