import type { Transaction } from "../../database/database.ts";
import { formatSubject } from "../../messages/message-subject.ts";
import { wantMessage } from "../../messages/outbox-store.ts";

/** Redraws the cards of a sampled company and of its run after a verdict. */
export async function announceVerdict(
  transaction: Transaction,
  sample: {
    readonly tenantId: string;
    readonly runId: string;
    readonly companyId: string;
    readonly channel: string;
  },
): Promise<void> {
  const { tenantId, runId, companyId, channel } = sample;
  const parentId = await wantMessage(transaction, {
    tenantId,
    ...formatSubject({ kind: "qa_run", runId }),
    channel,
  });
  await wantMessage(transaction, {
    tenantId,

    ...formatSubject({ kind: "qa_sample", runId, companyId }),
    channel,
    parentId,
  });
}
