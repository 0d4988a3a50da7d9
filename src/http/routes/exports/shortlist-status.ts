import { guarded } from "../../kit/route.ts";
import { ExportSchema } from "./export-schema.ts";

/** `GET /shortlist/status`: how many companies are how far, and how the last run went. */
export const shortlistStatusRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/shortlist/status",
    id: "getShortlist",
    tag: "Exports",
    summary: "how many companies have reached which stage, and the last run",
    answers: { 200: ExportSchema.Shortlist },
  },
  async ({ response, caller, ports }) => {
    const { companies, candidates, extracted, scored, exported, lastRun } = await ports.scores.readShortlist(
      caller.tenantId,
    );
    response.json({
      companies,
      candidates,
      extracted,
      scored: scored.High + scored.Medium + scored.Low,
      buckets: { high: scored.High, medium: scored.Medium, low: scored.Low },
      exported,
      last_run_id: lastRun?.runId ?? null,
      last_run_status: lastRun?.status ?? null,
      last_run_started_at: lastRun?.startedAt.toISOString() ?? null,
      last_run_ended_at: lastRun?.endedAt?.toISOString() ?? null,
    });
  },
);
