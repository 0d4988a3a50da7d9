import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";

import { type ProblemKind, type TownVendor, type VendorAnswer, VendorProblem } from "./town-vendor.ts";

const IssueBody = z.object({
  fields: z.object({
    project: z.object({ key: z.string() }),
    issuetype: z.object({ name: z.string() }),
    summary: z.string().min(1).max(255),
    description: z.object({ type: z.literal("doc"), version: z.literal(1), content: z.array(z.unknown()) }),
    labels: z.array(z.string().regex(/^\S{1,255}$/)).default([]),
  }),
});
const CommentBody = z.object({ body: IssueBody.shape.fields.shape.description });
const SearchBody = z.object({ jql: z.string().min(1), fields: z.array(z.string()).min(1) });

const STATUS: Readonly<Record<ProblemKind, number>> = {
  auth: 401,
  bad_request: 400,
  content_type: 415,
  not_found: 404,
  quota: 429,
  rate_limited: 429,
  server: 500,
};

interface JiraIssue {
  readonly key: string;
  readonly project: string;
  readonly labels: readonly string[];
  isDone: boolean;
  readonly comments: unknown[];
}

/** The ticket system: https://developer.atlassian.com/cloud/jira/platform/rest/v3. Every POST creates an issue. */
export function createJira(): TownVendor {
  const issues: JiraIssue[] = [];
  const find = (path: string): JiraIssue => {
    const key = /^\/rest\/api\/3\/issue\/([^/]+)/.exec(path)?.[1];
    const issue = issues.find((one) => one.key === key);
    if (issue === undefined) throw new VendorProblem("not_found", "Issue does not exist.");
    return issue;
  };
  return {
    name: "jira",
    prefix: "/jira",
    keyPrefix: "jira-town-",
    operations: [
      {
        name: "create_issue",
        method: "POST",
        path: /^\/rest\/api\/3\/issue$/,
        isPaid: true,
        run({ body }) {
          const { fields } = IssueBody.parse(body);
          const key = `${fields.project.key}-${issues.length + 1}`;
          issues.push({
            key,
            project: fields.project.key,
            labels: fields.labels,
            isDone: false,
            comments: [],
          });
          return {
            status: 201,
            charged: { tickets: 1 },
            body: { id: String(10_000 + issues.length), key, self: `http://town/rest/api/3/issue/${key}` },
          };
        },
      },
      {
        name: "search",
        method: "POST",
        path: /^\/rest\/api\/3\/search\/jql$/,
        isPaid: false,
        run({ body }) {
          const { jql } = SearchBody.parse(body);
          const project = /project = "([^"]+)"/.exec(jql)?.[1];
          const label = /labels = "([^"]+)"/.exec(jql)?.[1];
          const found = issues.filter(
            ({ project: of, labels, isDone }) =>
              of === project && label !== undefined && labels.includes(label) && !isDone,
          );
          return {
            status: 200,
            body: { issues: found.map(({ key, labels }) => ({ key, fields: { labels } })), isLast: true },
          };
        },
      },
      {
        name: "read_project",
        method: "GET",
        path: /^\/rest\/api\/3\/project\/[^/]+$/,
        isPaid: false,
        run: ({ path }) => ({ status: 200, body: { key: path.split("/").at(-1) } }),
      },
      {
        name: "read_issue",
        method: "GET",
        path: /^\/rest\/api\/3\/issue\/[^/]+$/,
        isPaid: false,
        run({ path }) {
          const { key, isDone } = find(path);
          const status = { statusCategory: { key: isDone ? "done" : "new" } };
          return { status: 200, body: { key, fields: { status } } };
        },
      },
      {
        name: "close_issue",
        method: "POST",
        path: /^\/rest\/api\/3\/issue\/[^/]+\/transitions$/,
        isPaid: false,
        run({ path }) {
          find(path).isDone = true;
          return { status: 204, body: {} };
        },
      },
      {
        name: "read_comments",
        method: "GET",
        path: /^\/rest\/api\/3\/issue\/[^/]+\/comment$/,
        isPaid: false,
        run: ({ path }) => ({
          status: 200,
          body: {
            comments: find(path)
              .comments.map((body) => ({ body }))
              .reverse(),
          },
        }),
      },
      {
        name: "add_comment",
        method: "POST",
        path: /^\/rest\/api\/3\/issue\/[^/]+\/comment$/,
        isPaid: true,
        run({ path, body }) {
          find(path).comments.push(CommentBody.parse(body).body);
          return { status: 201, charged: { comments: 1 }, body: { id: "1" } };
        },
      },
    ],
    readKey: ({ headers }) => basicPassword(headers),
    problem: (kind, _operation, detail) => problem(kind, detail),
    malform: (answer) => ({ ...answer, body: { issues: "none" } }),
  };
}

/** The password in `Authorization: Basic …`. */
export function basicPassword(headers: IncomingHttpHeaders): string | null {
  const encoded = /^basic (\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  return text.includes(":") ? text.slice(text.indexOf(":") + 1) : null;
}

function problem(kind: ProblemKind, detail: string): VendorAnswer {
  return {
    status: STATUS[kind],
    ...(STATUS[kind] === 429 && { headers: { "retry-after": "2" } }),
    body: { errorMessages: [detail], errors: {} },
  };
}
