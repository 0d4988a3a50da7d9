import type { Transaction } from "../database.ts";

/** Takes a delivery of Slack's; false when it was taken before. As the service role: no tenant is known yet. */
export async function claimDelivery(transaction: Transaction, key: string): Promise<boolean> {
  const taken = await transaction.query<unknown[]>(
    "insert into slack_inbox (delivery_key) values ($1) on conflict do nothing returning 1",
    [key],
  );
  return taken.length === 1;
}
