import { z } from "zod";
import type { AlertNotifier, NotifierEvent } from "../../messages/notifier.ts";
import { conditionId, eventLine, eventText, testEvent } from "./describe-event.ts";
import { NotifierError } from "./notifier-error.ts";
import { type NotifierSettings, withoutSlash } from "./notifier-settings.ts";
import { readAnswer } from "./read-answer.ts";
import { requestJson } from "./request-json.ts";

const MAX_SUMMARY = 255;

/** How many of a ticket's newest comments are read. */
const COMMENTS = 50;

/** A node of Jira's document format, as far as its words go. */
interface JiraNode {
  readonly text?: string | undefined;
  readonly content?: readonly JiraNode[] | undefined;
}

const JiraNode: z.ZodType<JiraNode> = z.object({
  text: z.string().optional(),
  get content() {
    return z.array(JiraNode).optional();
  },
});
const Created = z.object({ key: z.string().min(1) });
const Search = z.object({ issues: z.array(Created) });
const Issue = z.object({
  fields: z.object({ status: z.object({ statusCategory: z.object({ key: z.string() }) }) }),
});
const Comments = z.object({ comments: z.array(z.object({ body: JiraNode })) });

/** Without its list an answer says nothing, and guessing would make a second ticket. */
const NO_LIST = { notifier: "jira", failure: "transient", word: "no_list" } as const;

/**
 * Jira Cloud, REST v3: one ticket per condition, and a comment in it when the condition ends. Jira has no idempotency keys,
 * so we first look for an open ticket with the condition's label, and for a comment with the same words.
 */
export function createJiraNotifier(settings: NotifierSettings): AlertNotifier {
  const { JIRA_BASE_URL: base, JIRA_EMAIL: email, JIRA_API_TOKEN: token, JIRA_PROJECT: project } = settings;
  const isConfigured = [base, email, token, project].every((setting) => setting !== undefined);
  const headers = { authorization: `Basic ${Buffer.from(`${email}:${token}`).toString("base64")}` };
  const urlOf = (path: string) => `${withoutSlash(base ?? "")}/rest/api/3/${path}`;
  const read = (path: string) =>
    requestJson({ notifier: "jira", url: urlOf(path), method: "GET", headers, isRepeatable: true });
  const post = (path: string, body: unknown, isRepeatable: boolean) =>
    requestJson({ notifier: "jira", url: urlOf(path), headers, body, isRepeatable });

  async function findOpen(label: string): Promise<string | null> {
    const jql = `project = "${project}" AND labels = "${label}" AND statusCategory != Done ORDER BY created ASC`;
    const answer = await post("search/jql", { jql, fields: ["labels"], maxResults: 1 }, true);
    return readAnswer(Search, answer, NO_LIST).issues[0]?.key ?? null;
  }

  /** Whether a ticket is still open. Reads the ticket itself, since a search may not find a new one yet. */
  async function isOpen(key: string): Promise<boolean> {
    try {
      const answer = Issue.safeParse(await read(`issue/${key}?fields=status`));
      return answer.data?.fields.status.statusCategory.key !== "done";
    } catch (error) {
      if (error instanceof NotifierError && error.word === "http_404") return false;
      throw error;
    }
  }

  /** Adds one comment to a ticket that its condition is over. */
  async function comment(key: string, event: NotifierEvent): Promise<void> {
    const body = documentOf(`${eventLine(event)}\nIt was open since ${event.firedAt.toISOString()}.`);
    const answer = await read(`issue/${key}/comment?orderBy=-created&maxResults=${COMMENTS}`);
    const text = textOf(body);
    if (readAnswer(Comments, answer, NO_LIST).comments.some((one) => textOf(one.body) === text)) return;
    await post(`issue/${key}/comment`, { body }, false);
  }

  async function send(event: NotifierEvent): Promise<{ reference: string }> {
    const { action, reference } = event;
    if (action === "resolve" && reference !== null) await comment(reference, event);
    if (action !== "trigger" && reference !== null) return { reference };
    if (reference !== null && (await isOpen(reference))) return { reference };
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
    const created = await post("issue", { fields }, false);
    const lost = { notifier: "jira", failure: "unknown_outcome", word: "no_key" } as const;
    return { reference: readAnswer(Created, created, lost).key };
  }

  return {
    name: "jira",
    isConfigured,
    async check() {
      await read(`project/${project}`);
    },
    send,
    async test() {
      const event = testEvent(new Date());
      const { reference } = await send(event);
      return send({ ...event, action: "resolve", reference });
    },
  };
}

/** The words of a document, ignoring what else Jira has added to it. */
function textOf({ text, content }: JiraNode): string {
  return text ?? (content ?? []).map(textOf).join("\n");
}

/** Plain text in Jira's document format. */
function documentOf(text: string) {
  const content = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({ type: "paragraph", content: [{ type: "text", text: line }] }));
  return { type: "doc", version: 1, content };
}
