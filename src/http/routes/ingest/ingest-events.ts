import type { EventOutcome } from "../../../agents/create-agent-recorder.ts";
import type { EventProblem } from "../../../agents/events/agent-event.ts";
import { BodyError } from "../../bodies/body-error.ts";
import { guarded, type Route } from "../../kit/route.ts";
import { traceIdOf } from "../../kit/trace-id-of.ts";
import { admitSender } from "./admit-sender.ts";
import { EventSchema } from "./event-schema.ts";
import { readEvents } from "./read-events.ts";

/**
 * `POST /api/obs/ingest/events`: takes what agents report. 200 when all events are good, 207 when some are, 422 when none
 * is (404 when the key may not speak for any of their agents). What is accepted is committed before the answer.
 */
export const ingestEventsRoute: Route = {
  ...guarded(
    {
      scope: "ingest",
      method: "post",
      path: "/api/obs/ingest/events",
      id: "ingestEvents",
      tag: "Ingest",
      summary: "takes events of external agents, up to 1,000 at once",
      body: {
        schema: EventSchema.Events,
        example: [
          { type: "run_started", agent_id: "support-bot", run_id: "ticket-4711" },
          {
            type: "llm_call",
            agent_id: "support-bot",
            run_id: "ticket-4711",
            provider: "openai",
            model: "gpt-5-mini",
            tokens_input: 1200,
            tokens_cached: 1000,
            tokens_output: 180,
            duration_ms: 940,
          },
          { type: "run_finished", agent_id: "support-bot", run_id: "ticket-4711", status: "succeeded" },
        ],
      },
      answers: { 200: EventSchema.Ingested, 207: EventSchema.Ingested },
      problems: [404, 413, 415, 429],
    },
    async ({ request, response, caller, ports }) => {
      if (request.body === undefined)
        throw new BodyError(400, "body", "The body is empty. Send events as JSON.");
      const sender = { tenantId: caller.tenantId, boundTo: caller.agentIds };
      const read = readEvents(request.body);
      const outcomes = await ports.ingest.record(
        sender,
        read.filter((event) => "agentId" in event),
      );
      const results: Result[] = [];
      let place = 0;
      for (const [index, event] of read.entries()) {
        const outcome = "agentId" in event ? outcomes[place++] : event;
        if (outcome !== undefined) results.push(resultOf(index, outcome));
      }
      const rejected = results.filter(({ status }) => status === "rejected");
      const duplicates = results.filter(({ status }) => status === "duplicate");
      const accepted = results.length - rejected.length;
      if (accepted === 0) {
        const isUnknown =
          rejected.length > 0 &&
          rejected.every(({ errors }) => errors?.every(({ code }) => code === "unknown_agent"));
        const problem = {
          type: "about:blank",
          title: isUnknown ? "Not found" : "Unprocessable",
          status: isUnknown ? 404 : 422,
          detail: read.length === 0 ? "There are no events." : "None of the events can be taken.",
          code: isUnknown ? "not_found" : "invalid_input",
          errors: rejected.flatMap(({ index, errors = [] }) => errors.map((error) => ({ index, ...error }))),
          trace_id: traceIdOf(request),
        };
        response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
        return;
      }
      response.status(rejected.length > 0 ? 207 : 200).json({
        accepted,
        rejected: rejected.length,
        duplicates: duplicates.length,
        results: rejected.length > 0 ? results : duplicates,
      });
    },
  ),
  maxBodyBytes: 5_000_000,
  beforeBody(context) {
    admitSender(context);
    if (context.request.is(["json", "+json"]) === false)
      throw new BodyError(415, "content-type", "Send the events as application/json.");
  },
};

interface Result {
  readonly index: number;
  readonly status: "accepted" | "duplicate" | "rejected";
  readonly errors?: readonly EventProblem[];
}

function resultOf(index: number, outcome: EventOutcome | readonly EventProblem[]): Result {
  if (outcome === "accepted" || outcome === "duplicate") return { index, status: outcome };
  return { index, status: "rejected", errors: [outcome].flat() };
}
