import { currentTraceId } from "../../trace-context.ts";
import type { Transaction } from "../database.ts";

/** Claims a delivery from Slack; false if it was already claimed. As the service role, since no tenant is known yet. */
export async function claimDelivery(transaction: Transaction, key: string): Promise<boolean> {
  const taken = await transaction.query<unknown[]>(
    "insert into slack_inbox (delivery_key, trace_id) values ($1, $2) on conflict do nothing returning 1",
    [key, currentTraceId()],
  );
  return taken.length === 1;
}
