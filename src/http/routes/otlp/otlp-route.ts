import { UnprocessableError } from "../../../errors.ts";
import { encodeMessage } from "../../../otlp/decoding/encode-message.ts";
import { MalformedOtlpError } from "../../../otlp/decoding/malformed-otlp-error.ts";
import type { OtlpEncoding } from "../../../otlp/decoding/read-request.ts";
import type { ExportOutcome } from "../../../otlp/mapping/outcome-of.ts";
import { BodyError } from "../../bodies/body-error.ts";
import { parseBodyJson } from "../../bodies/parse-body-json.ts";
import { guarded, type Route, type RouteContext } from "../../kit/route.ts";
import type { RequestBody } from "../../operations/operation.ts";
import type { EventSender, IngestPort } from "../../ports/ingest-port.ts";
import { admitSender } from "../ingest/admit-sender.ts";
import { encodingOf } from "./encoding-of.ts";
import { OtlpJsonSchema } from "./otlp-json-schema.ts";
import { reportOtlpProblem } from "./report-otlp-problem.ts";

/** A body of OTLP: parsed JSON, or bytes. */
export interface OtlpBody {
  readonly content: unknown;
  readonly encoding: OtlpEncoding;
}

/** What a signal has of its own. */
export interface OtlpSignal {
  readonly path: "/v1/traces" | "/v1/logs" | "/v1/metrics";
  /** Its name in the OpenAPI document, and what it does. */
  readonly id: string;
  readonly summary: string;
  readonly body: RequestBody;
  /** The field of the answer that counts what was not taken. */
  readonly rejectedName: "rejectedSpans" | "rejectedLogRecords" | "rejectedDataPoints";
  readonly record: (body: OtlpBody, sender: EventSender, ingest: IngestPort) => Promise<ExportOutcome>;
}

const MOST_CHARACTERS = 2_000;
const MEDIA_TYPES = ["application/json", "application/x-protobuf"];
const REFUSALS = [400, 401, 403, 413, 415, 422, 429, 500, 503];
const REFUSAL = { mediaTypes: MEDIA_TYPES, schema: OtlpJsonSchema.Status };

/**
 * A path of OTLP/HTTP: JSON or protobuf, compressed or not; answered in the encoding of the request, errors included
 * (https://opentelemetry.io/docs/specs/otlp/#otlphttp). 429 and 503 may be retried, nothing else.
 */
export function otlpRoute({ path, id, summary, body, rejectedName, record }: OtlpSignal): Route {
  const operation = {
    method: "post",
    path,
    scope: "ingest",
    id,
    tag: "Ingest",
    summary,
    body: { ...body, mediaTypes: MEDIA_TYPES },
    answers: {
      200: { mediaTypes: MEDIA_TYPES, schema: OtlpJsonSchema.answerOf(rejectedName) },
      ...Object.fromEntries(REFUSALS.map((status) => [status, REFUSAL])),
    },
    hasOwnProtocol: true,
  } as const;
  const route = guarded(operation, async ({ request, response, caller, ports }) => {
    const sender = { tenantId: caller.tenantId, boundTo: caller.agentIds };
    const sent = bodyOf(request);
    const outcome = await readAs400(() => record(sent, sender, ports.ingest));
    if (outcome.lacksAgent)
      throw new UnprocessableError(
        "service.name",
        "is missing, so nobody knows whose this is. Set OTEL_SERVICE_NAME, or use a key that is bound to one agent",
      );
    const { rejected } = outcome;
    const message = outcome.message?.slice(0, MOST_CHARACTERS) ?? null;
    if (sent.encoding === "json") {
      const partialSuccess = { [rejectedName]: String(rejected), errorMessage: message };
      response.json(message === null ? {} : { partialSuccess });
      return;
    }
    const partialSuccess = { rejected, errorMessage: message };
    const answer = encodeMessage("ExportResponse", message === null ? {} : { partialSuccess });
    response.type("application/x-protobuf").send(Buffer.from(answer));
  });
  return {
    ...route,
    maxBodyBytes: ({ ingest }) => ingest.otlp.mostBytes,
    beforeBody(context) {
      admitSender(context);
      if (encodingOf(context.request) === null)
        throw new BodyError(415, "content-type", "Send application/x-protobuf or application/json.");
    },
    report: reportOtlpProblem,
  };
}

function bodyOf(request: RouteContext["request"]): OtlpBody {
  const encoding = encodingOf(request) ?? "json";
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return { encoding, content: encoding === "json" ? parseBodyJson(bytes) : new Uint8Array(bytes) };
}

async function readAs400<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof MalformedOtlpError) throw new BodyError(400, "body", cause.message, { cause });
    throw cause;
  }
}
