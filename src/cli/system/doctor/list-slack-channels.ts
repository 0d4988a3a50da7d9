import type { WantedChannel } from "../../../bot/posting/probe-slack.ts";
import type { Environment } from "../../../config/environment.ts";
import type { Database } from "../../../database/database.ts";
import { listTenants } from "../../../database/tenants/tenant-store.ts";
import { channelName, isChannelId } from "../../../messages/channel-store.ts";

/** Every channel that messages go to, without duplicates, with its owner. Without a database only the installation's. */
export async function listSlackChannels(
  database: Database | null,
  { SLACK_PLATFORM_CHANNEL }: Pick<Environment, "SLACK_PLATFORM_CHANNEL">,
): Promise<WantedChannel[]> {
  const owners = new Map<string, { channel: string; of: string[] }>();
  const add = (channel: string, owner: string) => {
    const known = owners.get(isChannelId(channel) ? channel : channelName(channel));
    if (known === undefined)
      owners.set(isChannelId(channel) ? channel : channelName(channel), { channel, of: [owner] });
    else if (!known.of.includes(owner)) known.of.push(owner);
  };
  add(SLACK_PLATFORM_CHANNEL, "SLACK_PLATFORM_CHANNEL");
  for (const { tenantId, policy } of database === null ? [] : await listTenants(database)) {
    add(policy.alertChannel, tenantId);
    add(policy.qaChannel, tenantId);
    for (const channel of Object.values(policy.severityChannels)) add(channel, tenantId);
    for (const { channel } of policy.escalation.steps) if (channel !== undefined) add(channel, tenantId);
  }
  return [...owners.values()].map(({ channel, of }) => ({
    channel,
    of: of.length > 5 ? `${of.slice(0, 5).join(", ")} and ${of.length - 5} more` : of.join(", "),
  }));
}
