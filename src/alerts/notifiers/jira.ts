import type { AlertNotifier, NotifierEvent } from "../notifier.ts";
import { conditionId, eventLine, eventText, testEvent } from "./describe-event.ts";
import { NotifierError } from "./notifier-error.ts";
import { type NotifierSettings, withoutSlash } from "./notifier-settings.ts";
import { postJson } from "./post-json.ts";
import { readField } from "./read-field.ts";

const MAX_SUMMARY = 255;

/** Jira Cloud, REST v3: a ticket for each condition. Jira knows no idempotency, so an open ticket with the condition's label is looked for first. */
export function createJiraNotifier(settings: NotifierSettings): AlertNotifier {
  const { JIRA_BASE_URL: base, JIRA_EMAIL: email, JIRA_API_TOKEN: token, JIRA_PROJECT: project } = settings;
  const isConfigured = [base, email, token, project].every((setting) => setting !== undefined);
  const headers = { authorization: `Basic ${Buffer.from(`${email}:${token}`).toString("base64")}` };
  const call = (path: string, body: unknown, isRepeatable: boolean) =>
    postJson({
      notifier: "jira",
      url: `${withoutSlash(base ?? "")}/rest/api/3/${path}`,
      headers,
      body,
      isRepeatable,
    });

  async function findOpen(label: string): Promise<string | null> {
    const jql = `project = "${project}" AND labels = "${label}" AND statusCategory != Done ORDER BY created ASC`;
    const answer = await call("search/jql", { jql, fields: ["labels"], maxResults: 1 }, true);
    const issues =
      typeof answer === "object" && answer !== null && "issues" in answer && Array.isArray(answer.issues)
        ? answer.issues
        : null;
    // Without a list nothing is known: a second ticket would be the price of a guess.
    if (issues === null) throw new NotifierError("jira", "transient", "no_list");
    return readField(issues[0], "key");
  }

  async function send(event: NotifierEvent): Promise<{ reference: string }> {
    if (event.reference !== null) return { reference: event.reference };
    const label = `nightshift-${conditionId(event)}`;
    const known = await findOpen(label);
    if (known !== null) return { reference: known };
    const fields = {
      project: { key: project },
      issuetype: { name: settings.JIRA_ISSUE_TYPE },
      summary: eventLine(event, MAX_SUMMARY),
      description: documentOf(eventText(event)),
      labels: ["nightshift", label, ...(event.drill ? ["drill"] : [])],
    };
    const key = readField(await call("issue", { fields }, false), "key");
    if (key === null) throw new NotifierError("jira", "unknown_outcome", "no_key");
    return { reference: key };
  }

  return { name: "jira", isConfigured, send, test: () => send(testEvent(new Date())) };
}

/** Plain text in Jira's document format. */
function documentOf(text: string) {
  const content = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({ type: "paragraph", content: [{ type: "text", text: line }] }));
  return { type: "doc", version: 1, content };
}
