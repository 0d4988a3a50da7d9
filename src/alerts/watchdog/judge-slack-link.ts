/** Whether Slack's requests reach a bot over Socket Mode, and since when. */
export interface SlackLinkState {
  readonly isConnected: boolean;
  readonly since: Date;
  /** Why the last attempt failed; null while connected, and before the first attempt has ended. */
  readonly problem: string | null;
}

/** The connection may be away for this long before anybody is paged. */
export const LINK_PATIENCE_MS = 5 * 60_000;

/** What PL-32 says of the connection. `breached` is null while it is away but not for long enough. */
export function judgeSlackLink({ isConnected, since, problem }: SlackLinkState, now: Date) {
  const isLate = now.getTime() - since.getTime() >= LINK_PATIENCE_MS;
  return {
    subject: "socket",
    breached: isConnected ? false : isLate ? true : null,
    summary: `The connection to Slack (Socket Mode) has been down since ${since.toISOString()}: commands and buttons get no answer.`,
    loss: null,
    facts: { problem },
  };
}
