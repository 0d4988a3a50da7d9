import { renderRunbookBody } from "../../../alerts/runbooks/render-runbook-body.ts";
import { NotFoundError } from "../../../errors.ts";
import type { Page } from "../../kit/page-request.ts";

/** One runbook. */
export const runbookPage: Page = {
  path: "runbooks/:runbook",
  section: "runbooks",
  role: "viewer",
  load({ world, params }) {
    const id = (params["runbook"] ?? "").slice(0, 40);
    const found = world.runbooks.find((runbook) => runbook.id.toLowerCase() === id.toLowerCase());
    if (found === undefined) throw new NotFoundError("runbook", id);
    const facts = [found.id, found.severity, found.owner].filter((fact) => fact !== null);
    // Written in this repository, and shown as text wherever a browser might run it. Links of runbooks are relative to /runbooks/.
    const html = renderRunbookBody(found.bodyMarkdown);
    return Promise.resolve({
      title: found.title,
      lead: facts.join(" · "),
      // biome-ignore lint/security/noDangerouslySetInnerHtml: markdown of ours whose HTML is escaped
      body: <article className="card wide prose" dangerouslySetInnerHTML={{ __html: html }} />,
    });
  },
};
