import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { createOpenApiDocument } from "../../../src/http/openapi/create-openapi-document.ts";
import { ROUTES } from "../../../src/http/routes.ts";

/** An answer to be held against the document. */
export interface AnswerToCheck {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly body: unknown;
}

const document = createOpenApiDocument(ROUTES, "0.1.0");
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ ...closeObjects(structuredClone(document)), $id: "openapi" });

/** Answers may get more members, and the document says so; that there are none today which it leaves out is checked here. */
function closeObjects<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if ("properties" in value && "type" in value && !("additionalProperties" in value))
    Object.assign(value, { additionalProperties: false });
  for (const inner of Object.values(value)) closeObjects(inner);
  return value;
}

/** What is wrong with an answer by the document; null when nothing is. Paths that are no route's are answered by a problem. */
export function checkAnswer({ method, path, status, contentType, body }: AnswerToCheck): string | null {
  const verb = method === "HEAD" ? "get" : method.toLowerCase();
  const [bare = ""] = path.split("?");
  const template = Object.keys(document.paths).find((known) => matches(known, bare));
  const operation = template === undefined ? undefined : document.paths[template]?.[verb];
  if (template === undefined || operation === undefined)
    return explain(ajv.getSchema("openapi#/components/schemas/Problem"), body);
  const key = String(status);
  const answer = operation.responses[key];
  if (answer === undefined) return `${status} is not documented`;
  const { content } = answer;
  if (content === undefined) return body === undefined ? null : "there should be no content";
  const [mediaType = ""] = (contentType ?? "").split(";");
  const known = content[mediaType];
  if (known === undefined) return `${mediaType} is not documented for ${status}`;
  if (known.schema === undefined || !mediaType.endsWith("json")) return null;
  const place = ["paths", template, verb, "responses", key, "content", mediaType, "schema"];
  return explain(ajv.getSchema(`openapi#/${place.map(escapePointer).join("/")}`), body);
}

/** What is wrong with a value by the schema of the document at a JSON pointer; null when nothing is. */
export function checkValue(pointer: readonly string[], value: unknown): string | null {
  return explain(ajv.getSchema(`openapi#/${pointer.map(escapePointer).join("/")}`), value);
}

function explain(validate: ValidateFunction | undefined, value: unknown): string | null {
  if (validate === undefined) return "there is no such schema";
  return validate(value) ? null : ajv.errorsText(validate.errors);
}

function escapePointer(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function matches(template: string, path: string): boolean {
  const wanted = template.split("/");
  const parts = path.split("/");
  return (
    wanted.length === parts.length &&
    wanted.every((part, index) => part.startsWith("{") || part === parts[index])
  );
}
