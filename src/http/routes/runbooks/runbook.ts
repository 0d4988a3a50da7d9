import { NotFoundError } from "../../../errors.ts";
import type { Route } from "../../kit/route.ts";
import { RUNBOOK_PAGE_POLICY, renderRunbookPage } from "./render-runbook-page.ts";
import { RunbookSchema } from "./runbook-schema.ts";

/** `GET /runbooks/{id}`: a runbook as a page, as markdown or as JSON, whichever is asked for. */
export const runbookRoute: Route = {
  method: "get",
  path: "/runbooks/:id",
  scope: null,
  id: "getRunbook",
  tag: "Documents",
  summary: "a runbook as a page, markdown or JSON",
  parameters: RunbookSchema.Parameters,
  answers: {
    200: { mediaTypes: ["text/html", "text/markdown", "application/json"], schema: RunbookSchema.Runbook },
  },
  problems: [404],
  async answer({ request, response, ports }) {
    const id = request.params["id"] ?? "";
    const found = /^[\w-]{1,40}$/.test(id) ? await ports.runbooks.read(id) : null;
    if (found === null) throw new NotFoundError("runbook", id.slice(0, 40), await ports.runbooks.list());
    response.vary("Accept");
    const type = request.accepts(["text/html", "text/markdown", "application/json"]);
    if (type === "application/json") response.json({ ...found });
    else if (type === "text/markdown") response.type(type).send(found.markdown);
    else {
      response
        .set("Content-Security-Policy", RUNBOOK_PAGE_POLICY)
        .type("text/html")
        .send(renderRunbookPage(found));
    }
  },
};
