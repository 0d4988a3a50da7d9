import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { ZodError } from "zod";

import type { CallLog, OpenCall } from "./call-log.ts";
import { digest } from "./call-record.ts";
import { answerControl, type Control } from "./control.ts";
import type { Fault } from "./fault.ts";
import type { FaultBook } from "./fault-book.ts";
import { readRequestBody } from "./read-request-body.ts";
import {
  type ProblemKind,
  type TownVendor,
  type VendorAnswer,
  type VendorCall,
  type VendorOperation,
  VendorProblem,
} from "./vendors/town-vendor.ts";

const SLOW_MS = 1_500;

/** What the vendor server needs. */
export interface VendorServerParts {
  readonly vendors: readonly TownVendor[];
  readonly faults: FaultBook;
  readonly log: CallLog;
  readonly control: Control;
}

/** All vendors behind one port, told apart by the first part of the path, and the town's own controls. */
export function createVendorListener(parts: VendorServerParts): RequestListener {
  return (request, response) => {
    serve(parts, request, response).catch((error: unknown) => {
      console.error("town: a vendor broke down", error);
      response.destroy();
    });
  };
}

async function serve(
  { vendors, faults, log, control }: VendorServerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://town");
  const text = await readRequestBody(request);
  if (url.pathname.startsWith("/__")) return send(response, answerControl(control, request, url, text));
  const vendor = vendors.find(({ prefix }) => url.pathname.startsWith(`${prefix}/`));
  if (vendor === undefined) return send(response, { status: 404, body: { error: "no such vendor" } });

  const path = url.pathname.slice(vendor.prefix.length);
  const operation = vendor.operations.find((one) => one.method === request.method && one.path.test(path));
  const database = request.headers["x-odoo-database"];
  const asked = [...url.searchParams].filter(([name]) => name !== "api_key").map(([, value]) => value);
  const named = typeof database === "string" ? [database] : [];
  const subject = [path, text, request.headers.host ?? "", ...named, ...asked].join("\n");
  const open = log.open({
    vendor: vendor.name,
    operation: operation === undefined ? "unknown" : operationName(operation, path),
    host: request.headers.host ?? "",
    path: url.pathname,
    database: typeof database === "string" ? database : null,
    bodyDigest: digest(text),
    headers: request.headers,
  });
  const fault = operation === undefined ? null : faults.next(vendor.name, subject, operation.isPaid);
  open.fault = fault?.mode ?? null;
  const delayMs = fault?.mode === "slow" ? (fault.delayMs ?? SLOW_MS) : 0;
  if (delayMs > 0) await pause(delayMs, undefined, { ref: false });

  const unread = {
    method: request.method ?? "GET",
    path,
    query: url.searchParams,
    headers: request.headers,
  };
  const isOutOfQuota = faults.isOutOfQuota(vendor.name, subject);
  const answer = decide({ vendor, operation, text, unread, fault, isOutOfQuota, open });
  open.charged = answer.charged ?? {};
  if (fault?.mode === "drop_after_write") {
    open.close(null);
    response.destroy();
    return;
  }
  open.close(answer.status);
  send(response, answer);
}

/** `search`, or with parameters in the path their values: `res.partner.create`. */
function operationName({ name, path: pattern }: VendorOperation, path: string): string {
  const parameters = Object.values(pattern.exec(path)?.groups ?? {});
  return parameters.length === 0 ? name : parameters.join(".");
}

interface Matter {
  readonly vendor: TownVendor;
  readonly operation: VendorOperation | undefined;
  readonly text: string;
  readonly unread: Pick<VendorCall, "method" | "path" | "query" | "headers">;
  readonly fault: Fault | null;
  readonly isOutOfQuota: boolean;
  readonly open: OpenCall;
}

/** The vendor's answer: refused by a fault, refused by its own rules, or carried out. */
function decide({ vendor, operation, text, unread, fault, isOutOfQuota, open }: Matter): VendorAnswer {
  if (operation === undefined) {
    return vendor.problem("not_found", "unknown", `There is no ${unread.method} ${unread.path}`);
  }
  const refuse = (kind: ProblemKind, detail: string) => vendor.problem(kind, operation.name, detail);
  const ordered = fault === null ? null : refusalOrdered(fault);
  if (ordered !== null) return refuse(ordered, "ordered by the control");
  let body: unknown = null;
  if (operation.format === "xml") {
    const type = unread.headers["content-type"] ?? "";
    if (!type.startsWith("text/xml")) return refuse("content_type", `Unsupported content type '${type}'`);
    body = text;
  } else if (operation.method !== "GET") {
    const type = unread.headers["content-type"] ?? "";
    const wanted = operation.isForm === true ? "application/x-www-form-urlencoded" : "application/json";
    if (!type.startsWith(wanted)) return refuse("content_type", `Unsupported content type '${type}'`);
    try {
      body = operation.isForm === true ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
    } catch {
      return refuse("bad_request", "The body is not JSON");
    }
  }
  const key = vendor.readKey({ ...unread, body });
  open.key = key === null ? null : digest(key);
  if (operation.isOpen !== true && key?.startsWith(vendor.keyPrefix) !== true) {
    return refuse("auth", "no key, or not a good one");
  }
  const parameters = operation.path.exec(unread.path)?.groups ?? {};
  try {
    const answer = operation.run({ ...unread, body, keyLabel: open.key ?? "", isOutOfQuota }, parameters);
    return fault?.mode === "malformed" ? vendor.malform(answer) : answer;
  } catch (error) {
    if (error instanceof VendorProblem) return error.answer ?? refuse(error.kind, error.message);
    if (error instanceof ZodError) {
      const [issue] = error.issues;
      const [unknown] = issue?.code === "unrecognized_keys" ? issue.keys : [];
      if (unknown !== undefined) {
        return refuse("bad_request", vendor.unknownProperty?.(unknown) ?? `Unknown property '${unknown}'`);
      }
      return refuse("bad_request", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong shape"}`);
    }
    throw error;
  }
}

function refusalOrdered({ mode }: Fault): ProblemKind | null {
  switch (mode) {
    case "rate_limited":
    case "quota":
    case "auth":
      return mode;
    case "5xx":
      return "server";
    case "ok":
    case "slow":
    case "malformed":
    case "drop_after_write":
      return null;
  }
}

function send(response: ServerResponse, { status, headers, body }: VendorAnswer): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(text)),
    ...headers,
  });
  response.end(text);
}
