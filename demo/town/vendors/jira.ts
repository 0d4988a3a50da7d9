import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";

import type { ProblemKind, TownVendor, VendorAnswer } from "./town-vendor.ts";

const IssueBody = z.object({
  fields: z.object({
    project: z.object({ key: z.string() }),
    issuetype: z.object({ name: z.string() }),
    summary: z.string().min(1).max(255),
    description: z.object({ type: z.literal("doc"), version: z.literal(1), content: z.array(z.unknown()) }),
    labels: z.array(z.string().regex(/^\S{1,255}$/)).default([]),
  }),
});
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

/** The ticket system: https://developer.atlassian.com/cloud/jira/platform/rest/v3. Every POST of an issue makes one. */
export function createJira(): TownVendor {
  const issues: { readonly key: string; readonly project: string; readonly labels: readonly string[] }[] = [];
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
          issues.push({ key, project: fields.project.key, labels: fields.labels });
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
            (issue) => issue.project === project && label !== undefined && issue.labels.includes(label),
          );
          return {
            status: 200,
            body: { issues: found.map(({ key, labels }) => ({ key, fields: { labels } })), isLast: true },
          };
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
