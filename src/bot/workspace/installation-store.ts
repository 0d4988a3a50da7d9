import type { Transaction } from "../../database/database.ts";
import type { Workspace } from "../ports/installation.ts";

/** Where the app was installed when Slack last said so; null when it never did. */
export async function readInstallation(transaction: Transaction): Promise<Workspace | null> {
  const [row] = await transaction.query<Workspace[]>(
    `select team_id as "teamId", enterprise_id as "enterpriseId", is_org_wide as "isOrgWide" from slack_installation`,
  );
  return row ?? null;
}

/** Keeps what Slack said. */
export async function saveInstallation(
  transaction: Transaction,
  { teamId, enterpriseId, isOrgWide }: Workspace,
  now: Date,
): Promise<void> {
  await transaction.query(
    `insert into slack_installation (name, team_id, enterprise_id, is_org_wide, confirmed_at) values ('slack', $1, $2, $3, $4)
     on conflict (name) do update set team_id = excluded.team_id, enterprise_id = excluded.enterprise_id,
       is_org_wide = excluded.is_org_wide, confirmed_at = excluded.confirmed_at`,
    [teamId, enterpriseId, isOrgWide, now],
  );
}
