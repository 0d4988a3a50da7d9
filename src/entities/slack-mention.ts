/** The id of a person in Slack; for regular expressions. */
export const SLACK_USER_PATTERN = "[UW][A-Z0-9]{2,}";

/** The most people and groups that one step of an escalation mentions. */
export const MOST_CALLED = 20;

const USER = new RegExp(`^${SLACK_USER_PATTERN}$`);
const GROUP = /^S[A-Z0-9]{2,}$/;

/** Whether a text is the id of a person in Slack. */
export function isSlackUser(text: string): boolean {
  return USER.test(text);
}

/** Whether a text is the id of a person or of a user group in Slack: somebody who can be mentioned. */
export function isMentionable(text: string): boolean {
  return USER.test(text) || GROUP.test(text);
}

/** The mention of a person or a user group in Slack's markup; null for anybody else. */
export function slackMention(id: string): string | null {
  if (USER.test(id)) return `<@${id}>`;
  return GROUP.test(id) ? `<!subteam^${id}>` : null;
}

/** The mention of a person or a user group in Slack; anybody else, such as `system`, by name. */
export function mentionOrName(actor: string): string {
  return slackMention(actor) ?? actor;
}
