/** What waits in a tenant's queue, and who has judged how many. */
export interface QueueState {
  readonly tenantId: string;
  readonly waiting: number;
  /** Of those that wait, in the hands of others at the moment. */
  readonly withOthers: number;
  /** When the oldest of them was drawn; null when none waits. */
  readonly oldestAt: Date | null;
  /** Verdicts of the last 14 days that count, by Slack user id, most first. */
  readonly reviewers: readonly { readonly actor: string; readonly verdicts: number }[];
}
