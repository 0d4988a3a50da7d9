/** Whether Slack's requests reach us over Socket Mode, and since when. */
export interface SlackLinkState {
  readonly isConnected: boolean;
  readonly since: Date;
  /** Why the last attempt failed; null while connected, and before the first attempt has ended. */
  readonly problem: string | null;
}
