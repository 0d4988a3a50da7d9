/** Links by which people sign in to the pages. */
export interface Logins {
  /** A link that signs this Slack user in once, within ten minutes. Throws InvalidInputError after too many. */
  createLink(slackUserId: string): Promise<string>;
}
