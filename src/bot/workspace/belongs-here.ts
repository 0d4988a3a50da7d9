import type { Workspace } from "../ports/installation.ts";
import type { Origin } from "./origin-of.ts";

/**
 * Whether a request comes from where the app is installed. The same user id is another person in another workspace, except
 * within one Enterprise Grid organization.
 */
export function belongsHere(workspace: Workspace, { teamId, enterpriseId, userTeamId }: Origin): boolean {
  const isOfEnterprise = enterpriseId !== null && enterpriseId === workspace.enterpriseId;
  if (workspace.isOrgWide) return isOfEnterprise;
  // It may have joined an organization since Slack was asked, but does not change to another one.
  if (enterpriseId !== null && workspace.enterpriseId !== null && !isOfEnterprise) return false;
  if ((teamId ?? userTeamId) !== workspace.teamId) return false;
  return userTeamId === null || userTeamId === workspace.teamId || isOfEnterprise;
}
