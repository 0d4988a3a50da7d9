/** Slack's words for what is wrong with one channel, which a person must mend: they say nothing of the other channels. */
export const CHANNEL_PROBLEMS = [
  "channel_not_found",
  "not_in_channel",
  "is_archived",
  "restricted_action",
] as const;
