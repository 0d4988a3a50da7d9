import type { Transaction } from "../../database/database.ts";

/** Keeps what a person thinks of an alert, in place of what they said before. */
export async function saveFeedback(
  transaction: Transaction,
  feedback: {
    readonly tenantId: string;
    readonly alertId: string;
    readonly userId: string;
    readonly useful: boolean;
    readonly reason: string | null;
    readonly at: Date;
  },
): Promise<void> {
  await transaction.query(
    `insert into alert_feedback (tenant_id, alert_id, user_id, useful, reason, at) values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, alert_id, user_id) do update
       set useful = excluded.useful, reason = excluded.reason, at = excluded.at`,
    [feedback.tenantId, feedback.alertId, feedback.userId, feedback.useful, feedback.reason, feedback.at],
  );
}
