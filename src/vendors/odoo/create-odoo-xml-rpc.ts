import { z } from "zod";
import { createTraceparent } from "../../trace-context.ts";
import type { CallContext } from "../calling/call-context.ts";
import { VendorError, type VendorErrorKind } from "../calling/vendor-error.ts";
import { boundedFetch } from "../http/bounded-fetch.ts";
import { failureOfStatus, leavesOutcomeUnknown } from "../http/http-failure.ts";
import { joinUrl } from "../http/join-url.ts";
import { readRetryAfterMs } from "../http/read-retry-after-ms.ts";
import { readShape } from "../http/read-shape.ts";
import { sendRequest } from "../http/send-request.ts";
import { createUpserts, type OdooCall } from "./create-upserts.ts";
import { isFieldException } from "./is-about-fields.ts";
import type { Odoo } from "./odoo.ts";
import type { OdooAccess } from "./odoo-access.ts";
import { readMethodResponse, type XmlRpcFault, XmlRpcFormatError } from "./read-method-response.ts";
import { writeMethodCall } from "./write-method-call.ts";

/** XML-RPC also needs the login the key belongs to. */
export interface OdooXmlRpcConnection extends OdooAccess {
  readonly login: string;
}

/** One XML-RPC call. */
interface XmlRpcRequest<Answer> {
  readonly operation: string;
  readonly service: "common" | "object";
  readonly method: string;
  readonly parameters: readonly unknown[];
  readonly answer: z.ZodType<Answer>;
  /** What a fault 2 means here; `bad_request` when left out. */
  readonly warning?: VendorErrorKind;
}

/** The most that is read of an answer: ours only ask for ids. */
const MAX_ANSWER_BYTES = 1024 * 1024;

const VersionAnswer = z.object({ server_version: z.string() });
/** The user's id, or false for a wrong login, key or database. */
const AuthenticateAnswer = z.union([z.number().int().positive(), z.literal(false)]);

/** Odoo before 19: XML-RPC. https://www.odoo.com/documentation/18.0/developer/reference/external_api.html */
export function createOdooXmlRpc(connection: OdooXmlRpcConnection): Odoo {
  const { baseUrl, database, login, apiKey } = connection;
  let user: Promise<number> | undefined;

  async function request<Answer>(call: XmlRpcRequest<Answer>, context: CallContext): Promise<Answer> {
    const { operation, service, method, parameters, answer, warning = "bad_request" } = call;
    context.onRequest?.();
    const { status, headers, text } = await boundedFetch({
      vendor: "odoo",
      operation,
      url: joinUrl(baseUrl, `/xmlrpc/2/${service}`),
      init: {
        method: "POST",
        headers: { "content-type": "text/xml", traceparent: createTraceparent(context.traceId) },
        body: writeMethodCall(method, parameters),
      },
      timeoutMs: connection.timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      signal: context.signal,
      send: connection.fetch ?? sendRequest,
    });
    if (status !== 200) {
      const { kind } = failureOfStatus(status);
      const retryAfterMs = readRetryAfterMs(headers, new Date());
      throw new VendorError("odoo", kind, {
        operation,
        status,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        ...(leavesOutcomeUnknown(status) ? { outcomeUnknown: true } : {}),
      });
    }
    const response = readAnswer(operation, text);
    if ("fault" in response) throw errorOfFault(operation, response.fault, warning);
    return readShape(answer, response.value, { vendor: "odoo", operation, status });
  }

  /** Our user's id, requested once; a failure is not cached. */
  function authenticate(operation: string, context: CallContext): Promise<number> {
    user ??= request(
      {
        operation,
        service: "common",
        method: "authenticate",
        parameters: [database, login, apiKey, {}],
        answer: AuthenticateAnswer,
      },
      context,
    ).then((id) => {
      if (id === false) throw new VendorError("odoo", "auth", { operation, status: 200 });
      return id;
    });
    user.catch(() => {
      user = undefined;
    });
    return user;
  }

  return {
    async version(context) {
      const { server_version: version } = await request(
        { operation: "version", service: "common", method: "version", parameters: [], answer: VersionAnswer },
        context,
      );
      return { value: version, charge: { unit: "none" } };
    },

    ...createUpserts(async (operation, call, answer, context) => {
      const id = await authenticate(operation, context);
      const parameters = [database, id, apiKey, call.model, call.method, ...argumentsOf(call)];
      // A search has no values, so a warning can only mean that the model does not exist.
      const warning = call.method === "search_read" ? "not_found" : "bad_request";
      return request(
        { operation, service: "object", method: "execute_kw", parameters, answer, warning },
        context,
      );
    }),
  };
}

/** Positional where every Odoo version takes the argument by position; the rest by name. */
function argumentsOf({ method, arguments: named }: OdooCall): [unknown[], unknown] {
  const { ids, vals, vals_list: list, domain, fields, data, ...rest } = named;
  switch (method) {
    case "search_read":
      return [[domain], { fields, ...rest }];
    case "write":
      return [[ids, vals], rest];
    case "load":
      return [[fields, data], rest];
    case "create":
      return [[list], rest];
  }
}

function readAnswer(operation: string, text: string): ReturnType<typeof readMethodResponse> {
  try {
    return readMethodResponse(text);
  } catch (error) {
    if (!(error instanceof XmlRpcFormatError)) throw error;
    throw new VendorError("odoo", "malformed", {
      operation,
      status: 200,
      vendorCode: "not_xml_rpc",
      outcomeUnknown: true,
    });
  }
}

/** Odoo's faults: 1 the application, with a traceback as its text, 2 a warning (a value, a record or a model, in words), 3 access denied (the key), 4 access error (the rights). */
function errorOfFault(
  operation: string,
  { faultCode, faultString }: XmlRpcFault,
  warning: VendorErrorKind,
): VendorError {
  const [kind, vendorCode] = meaningOf(Number(faultCode), faultString, warning);
  return new VendorError("odoo", kind, { operation, status: 200, vendorCode });
}

function meaningOf(
  code: number,
  text: string,
  warning: VendorErrorKind,
): [kind: VendorErrorKind, vendorCode: string] {
  if (code === 2) return [warning, "fault_2"];
  if (code === 3) return ["auth", "fault_3"];
  if (code === 4) return ["forbidden_plan", "fault_4"];
  // The last line of a traceback begins with the exception's class; we keep nothing else.
  const exception = /^([A-Za-z_][\w.]{0,80})(?::|$)/.exec(text.trimEnd().split("\n").at(-1) ?? "")?.[1];
  if (exception === undefined) return ["server", "fault_1"];
  if (exception.endsWith("MissingError")) return ["not_found", exception];
  return [isFieldException(exception) ? "bad_request" : "server", exception];
}
