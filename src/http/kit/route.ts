import type { Request, RequestHandler, Response } from "express";
import type { Scope } from "../../entities/vocabulary.ts";
import type { Operation } from "../operations/operation.ts";
import type { HttpPorts } from "../ports/http-ports.ts";
import type { Caller } from "../ports/key-port.ts";
import type { HttpLogger } from "../ports/service-port.ts";

/** A resource: where it is, what it takes, and how it answers. */
export interface Route extends Operation {
  /** Most bytes of a body, before and after decompression; 100 kB by default. */
  readonly maxBodyBytes?: number | ((ports: HttpPorts) => number);
  /** What is checked before the body is read: throws to refuse the request without it. */
  beforeBody?(context: RouteContext): void;
  /**
   * With a method other than GET the body is in `request.body`, read whole and parsed as JSON; undefined when empty. With a
   * protocol of its own it is there as it came, a Buffer.
   */
  answer(context: RouteContext): Promise<void> | void;
  /** How an error becomes an answer, where a protocol says so; otherwise it is problem+json. */
  readonly report?: ReportProblem;
}

/** Turns an error into an answer. */
export type ReportProblem = (
  error: unknown,
  request: RouteContext["request"],
  response: Response,
  logger: HttpLogger,
) => void;

/** The request as a route sees it. `caller` is set for every route with a scope. */
export interface RouteContext {
  readonly request: Request<Record<string, string>, unknown, unknown, unknown>;
  readonly response: Response;
  readonly caller: Caller | null;
  readonly ports: HttpPorts;
}

/** A route that always has a caller. */
export interface GuardedContext extends RouteContext {
  readonly caller: Caller;
}

/** A route that only a key with the operation's scope reaches. */
export function guarded(
  operation: Operation & { readonly scope: Scope },
  answer: (context: GuardedContext) => Promise<void> | void,
): Route {
  return {
    ...operation,
    answer(context) {
      // The server authenticates first, so a missing caller is our bug and must not get an answer.
      if (context.caller === null) throw new TypeError(`${operation.path} was reached without a caller`);
      return answer({ ...context, caller: context.caller });
    },
  };
}

/** A handler of this shell: parameters are texts, everything else is unknown until parsed. */
export type Handler = RequestHandler<Record<string, string>, unknown, unknown, unknown>;
