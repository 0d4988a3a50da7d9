/** The link to a message; Slack opens it in the reader's own workspace. */
export function messageLink({ channel, ts }: { readonly channel: string; readonly ts: string }): string {
  return `https://slack.com/archives/${channel}/p${ts.replace(".", "")}`;
}
