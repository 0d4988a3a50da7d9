import type { WebClient } from "@slack/web-api";

/** Pages of channels that one look-up reads. */
const MAX_PAGES = 20;

/** Every channel the bot is a member of, without archived ones unless they are asked for. */
export async function listOwnChannels(
  client: WebClient,
  { withArchived = false }: { readonly withArchived?: boolean } = {},
): Promise<{ name: string; channelId: string }[]> {
  const found: { name: string; channelId: string }[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await client.users.conversations({
      types: "public_channel,private_channel",
      exclude_archived: !withArchived,
      limit: 200,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { id, name } of answer.channels ?? []) {
      if (id !== undefined && name !== undefined) found.push({ name, channelId: id });
    }
    cursor = answer.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) break;
  }
  return found;
}
