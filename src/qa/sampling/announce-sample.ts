import type { Transaction } from "../../database/database.ts";
import { formatSubject } from "../../messages/message-subject.ts";
import { wantMessage } from "../../messages/outbox-store.ts";

/** Asks for the messages of a run's sample: one for the run, and one per company in its thread. An empty sample has none. */
export async function announceSample(
  transaction: Transaction,
  run: { readonly tenantId: string; readonly runId: string; readonly channel: string },
  companyIds: readonly string[],
): Promise<void> {
  if (companyIds.length === 0) return;
  const { tenantId, runId, channel } = run;
  const parentId = await wantMessage(transaction, {
    tenantId,
    ...formatSubject({ kind: "qa_run", runId }),
    channel,
  });
  for (const companyId of companyIds) {
    await wantMessage(transaction, {
      tenantId,

      ...formatSubject({ kind: "qa_sample", runId, companyId }),
      channel,
      parentId,
    });
  }
}
