/** Where a message can be read; Slack sends whoever follows it to their own workspace. */
export function messageLink({ channel, ts }: { readonly channel: string; readonly ts: string }): string {
  return `https://slack.com/archives/${channel}/p${ts.replace(".", "")}`;
}
