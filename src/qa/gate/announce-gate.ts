import type { Transaction } from "../../database/database.ts";
import { formatSubject } from "../../messages/message-subject.ts";
import { wantMessage } from "../../messages/outbox-store.ts";

/** Posts the card of a run's gate, or redraws it. */
export async function announceGate(
  transaction: Transaction,
  {
    tenantId,
    runId,
    channel,
  }: { readonly tenantId: string; readonly runId: string; readonly channel: string },
): Promise<void> {
  await wantMessage(transaction, { tenantId, ...formatSubject({ kind: "qa_gate", runId }), channel });
}
