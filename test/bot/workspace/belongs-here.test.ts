import { expect } from "chai";
import type { Workspace } from "../../../src/bot/ports/installation.ts";
import { belongsHere } from "../../../src/bot/workspace/belongs-here.ts";
import { originOf } from "../../../src/bot/workspace/origin-of.ts";

const ALONE = { teamId: "T1", enterpriseId: null, isOrgWide: false };
const IN_GRID = { teamId: "T1", enterpriseId: "E1", isOrgWide: false };
const ORG = { teamId: null, enterpriseId: "E1", isOrgWide: true };

/** Requests as Slack sends them, without what does not say where they come from. */
const BODIES = {
  command: { command: "/runs", user_id: "U1", team_id: "T1", is_enterprise_install: "false" },
  commandOfOther: { command: "/runs", user_id: "U1", team_id: "T2", is_enterprise_install: "false" },
  commandOfGrid: { command: "/runs", user_id: "U1", team_id: "T1", enterprise_id: "E1" },
  commandOfSibling: { command: "/runs", user_id: "U1", team_id: "T2", enterprise_id: "E1" },
  press: {
    type: "block_actions",
    team: { id: "T1", domain: "t" },
    enterprise: null,
    user: { id: "U1", team_id: "T1" },
  },
  pressOfOther: { type: "block_actions", team: { id: "T2", domain: "o" }, user: { id: "U1", team_id: "T2" } },
  pressOfGuest: {
    type: "block_actions",
    team: { id: "T1", domain: "t" },
    enterprise: null,
    user: { id: "U1", team_id: "T2" },
  },
  pressWithoutTeam: {
    type: "block_actions",
    team: null,
    enterprise: null,
    user: { id: "U1", team_id: "T1" },
  },
  pressFromNowhere: { type: "block_actions", team: null, enterprise: null, user: { id: "U1" } },
  pressOfGrid: { team: { id: "T1" }, enterprise: { id: "E1", name: "e" }, user: { id: "W1", team_id: "T1" } },
  pressOfColleague: {
    team: { id: "T1" },
    enterprise: { id: "E1", name: "e" },
    user: { id: "W1", team_id: "T2" },
  },
  pressOfOtherGrid: {
    team: { id: "T1" },
    enterprise: { id: "E2", name: "f" },
    user: { id: "U1", team_id: "T1" },
  },
  pressOfOrg: {
    team: null,
    enterprise: { id: "E1", name: "e" },
    is_enterprise_install: true,
    user: { id: "W1" },
  },
  event: { type: "event_callback", team_id: "T1", authorizations: [{ enterprise_id: null, team_id: "T1" }] },
  eventOfOther: {
    type: "event_callback",
    team_id: "T2",
    authorizations: [{ enterprise_id: null, team_id: "T2" }],
  },
  eventOfOrg: {
    type: "event_callback",
    team_id: "T9",
    authorizations: [{ enterprise_id: "E1", team_id: null }],
  },
  odd: { team: "T1", user: 7, enterprise: [] },
} as const;
type Name = keyof typeof BODIES;

const ACCEPTED: readonly [string, Workspace, readonly Name[]][] = [
  // With an organization it did not know of when it asked, it is the workspace that counts.
  [
    "a workspace",
    ALONE,
    ["command", "commandOfGrid", "press", "pressWithoutTeam", "pressOfGrid", "pressOfOtherGrid", "event"],
  ],
  [
    "a workspace of an organization",
    IN_GRID,
    ["command", "commandOfGrid", "press", "pressWithoutTeam", "pressOfGrid", "pressOfColleague", "event"],
  ],
  [
    "an organization",
    ORG,
    ["commandOfGrid", "commandOfSibling", "pressOfGrid", "pressOfColleague", "pressOfOrg", "eventOfOrg"],
  ],
];

describe("where a request comes from", () => {
  for (const [what, workspace, accepted] of ACCEPTED) {
    for (const [name, body] of Object.entries(BODIES)) {
      const isAccepted = accepted.some((one) => one === name);
      it(`${isAccepted ? "belongs" : "does not belong"} to ${what}: ${name}`, () => {
        expect(belongsHere(workspace, originOf(body))).to.equal(isAccepted);
      });
    }
  }
});
