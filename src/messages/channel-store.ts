import type { Transaction } from "../database/database.ts";

/** A channel's name as it is kept: `#Alerts` and `alerts` are the same. */
export function channelName(channel: string): string {
  return channel.trim().replace(/^#/, "").toLowerCase();
}

/** True for an id of Slack's, which needs no look-up: a public or private channel or a direct message. */
export function isChannelId(channel: string): boolean {
  return /^[CGD][A-Z0-9]{6,}$/.test(channel);
}

/** The channel of a row as SQL: its id where that is known, so that one channel written three ways is one lane. */
export function laneSql(row: string): string {
  return `coalesce((select s.channel_id from slack_channels s where s.name = lower(ltrim(trim(${row}.channel), '#'))),
    case when ${row}.channel ~ '^[CGD][A-Z0-9]{6,}$' then ${row}.channel else lower(ltrim(trim(${row}.channel), '#')) end)`;
}

/** What is known of a name; null when it was never resolved. */
export async function readChannel(
  transaction: Transaction,
  name: string,
): Promise<{ readonly channelId: string; readonly resolvedAt: Date } | null> {
  const [row] = await transaction.query<{ channelId: string; resolvedAt: Date }[]>(
    `select channel_id as "channelId", resolved_at as "resolvedAt" from slack_channels where name = $1`,
    [name],
  );
  return row ?? null;
}

/** Keeps what Slack said of names. */
export async function saveChannels(
  transaction: Transaction,
  channels: readonly { readonly name: string; readonly channelId: string }[],
  now: Date,
): Promise<void> {
  const once = [...new Map(channels.map((channel) => [channelName(channel.name), channel.channelId]))];
  await transaction.query(
    `insert into slack_channels (name, channel_id, resolved_at)
     select name, channel_id, $3::timestamptz from unnest($1::text[], $2::text[]) as c (name, channel_id)
     on conflict (name) do update set channel_id = excluded.channel_id, resolved_at = excluded.resolved_at`,
    [once.map(([name]) => name), once.map(([, channelId]) => channelId), now],
  );
}
