import { z } from "zod";

/** Where a request comes from, in Slack's ids; null for what it does not name. */
export interface Origin {
  /** The workspace it happened in. */
  readonly teamId: string | null;
  readonly enterpriseId: string | null;
  /** The workspace of the person, which is another one where a channel is shared. */
  readonly userTeamId: string | null;
}

const Id = z.string().min(1).nullish().catch(null);
const Holder = z.object({ id: Id, team_id: Id, enterprise_id: Id }).nullish().catch(null);

/** Commands and events name their workspace by `team_id`, presses and forms by `team`. */
const Body = z.object({
  team_id: Id,
  enterprise_id: Id,
  team: Holder,
  enterprise: Holder,
  user: Holder,
  authorizations: z.array(Holder).nullish().catch(null),
});

/** Reads where a request of Slack comes from. */
export function originOf(body: object): Origin {
  const request = Body.parse(body);
  return {
    teamId: request.team_id ?? request.team?.id ?? null,
    enterpriseId:
      request.enterprise_id ??
      request.enterprise?.id ??
      request.team?.enterprise_id ??
      request.authorizations?.[0]?.enterprise_id ??
      null,
    userTeamId: request.user?.team_id ?? null,
  };
}
