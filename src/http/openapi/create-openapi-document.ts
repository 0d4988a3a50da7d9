import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { type AnswerShape, type MediaAnswer, type Operation, TAGS } from "../operations/operation.ts";
import { ProblemSchema } from "../operations/problem-schema.ts";
import { createSchemaBook, type SchemaBook } from "./create-schema-book.ts";
import type {
  OpenApiAnswer,
  OpenApiContent,
  OpenApiDocument,
  OpenApiOperation,
  OpenApiParameter,
} from "./openapi-document.ts";

const DESCRIPTION =
  "Send an API key as `Authorization: Bearer ns_…`; a key belongs to one tenant. Refusals are RFC 9457 problems with a `trace_id`.";

const IDEMPOTENCY_KEY: OpenApiParameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "A new one for each request: a repetition with the same key and body is answered as the first was.",
  schema: { type: "string", minLength: 1, maxLength: 200 },
};

/** Whether a request can be repeated under a key without being carried out again. */
function isRepeatable({ method, scope, hasOwnProtocol }: Operation): boolean {
  return method === "post" && scope !== null && hasOwnProtocol !== true;
}

/** The OpenAPI 3.1 document of these operations. */
export function createOpenApiDocument(operations: readonly Operation[], version: string): OpenApiDocument {
  const book = createSchemaBook();
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const operation of operations) {
    const path = operation.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [operation.method]: describeOperation(operation, book) };
  }
  return {
    openapi: "3.1.1",
    info: { title: "nightshift", version, description: DESCRIPTION },
    servers: [{ url: "/" }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(book.schemas).toSorted(([one], [other]) => (one < other ? -1 : 1)),
      ),
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "An API key: `ns_…`" } },
    },
  };
}

function describeOperation(operation: Operation, book: SchemaBook): OpenApiOperation {
  const { id, tag, summary, scope, parameters, query, body } = operation;
  const described = [
    ...describeParameters(parameters, "path", operation.example ?? {}, book),
    ...describeParameters(query, "query", operation.example ?? {}, book),
    ...(isRepeatable(operation) ? [IDEMPOTENCY_KEY] : []),
  ];
  return {
    operationId: id,
    tags: [tag],
    summary: summary.charAt(0).toUpperCase() + summary.slice(1),
    security: scope === null ? [] : [{ key: [scope] }],
    ...(described.length > 0 && { parameters: described }),
    ...(body !== undefined && {
      requestBody: {
        required: body.isOptional !== true,
        content: describeContent(
          body.mediaTypes ?? ["application/json"],
          (mediaType) =>
            isJson(mediaType) && { schema: book.add(body.schema, "input"), example: body.example },
        ),
      },
    }),
    responses: { ...describeAnswers(operation, book), ...describeProblems(operation, book) },
  };
}

function describeParameters(
  schema: z.ZodObject | undefined,
  place: "path" | "query",
  examples: Readonly<Record<string, string>>,
  book: SchemaBook,
): OpenApiParameter[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    if (!(field instanceof z.ZodType)) throw new TypeError(`${name} is no schema`);
    const { description, examples: own, ...rest } = book.add(field, "input");
    const [first] = z.array(z.unknown()).parse(own ?? []);
    const example = examples[name] ?? first;
    return {
      name,
      in: place,
      required: place === "path" || !field.safeParse(undefined).success,
      ...(typeof description === "string" && { description }),
      schema: rest,
      ...(example !== undefined && { example }),
    };
  });
}

function describeAnswers({ answers }: Operation, book: SchemaBook): Record<string, OpenApiAnswer> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, shape]) => [status, describeAnswer(status, shape, book)]),
  );
}

function describeAnswer(status: string, shape: AnswerShape, book: SchemaBook): OpenApiAnswer {
  const description = STATUS_CODES[status] ?? "An answer";
  if (shape === null) return { description };
  const { mediaTypes, schema }: MediaAnswer =
    shape instanceof z.ZodType ? { mediaTypes: ["application/json"], schema: shape } : shape;
  return {
    description,
    content: describeContent(mediaTypes, (mediaType) => {
      if (isJson(mediaType)) return schema !== undefined && { schema: book.add(schema, "output") };
      return mediaType.startsWith("text/") && { schema: { type: "string" } };
    }),
  };
}

/** The refusals that follow from what an operation takes, its own, and our failures. No `default`: clients tell answers apart by status. */
function describeProblems(operation: Operation, book: SchemaBook): Record<string, OpenApiAnswer> {
  const { scope, parameters, query, body, problems = [], answers } = operation;
  if (operation.hasOwnProtocol === true) return {};
  const takes = parameters !== undefined || query !== undefined || body !== undefined;
  const statuses = new Set([
    ...(body === undefined ? [] : [400, 413]),
    ...(scope === null ? [] : [401, 403, 429]),
    ...(takes ? [422] : []),
    ...(isRepeatable(operation) ? [409, 422] : []),
    ...problems,
    500,
    503,
  ]);
  const content = { "application/problem+json": { schema: book.add(ProblemSchema, "output") } };
  return Object.fromEntries(
    [...statuses]
      .filter((status) => answers[status] === undefined)
      .toSorted((one, other) => one - other)
      .map((status) => [String(status), { description: STATUS_CODES[status] ?? "A refusal", content }]),
  );
}

function describeContent(
  mediaTypes: readonly string[],
  describe: (mediaType: string) => OpenApiContent[string] | false,
): OpenApiContent {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, describe(mediaType) || {}]));
}

function isJson(mediaType: string): boolean {
  return /^application\/(?:[\w.-]+\+)?json$/.test(mediaType);
}
