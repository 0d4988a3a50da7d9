import type { Request } from "express";
import { isUuid } from "../../entities/is-uuid.ts";
import { ForbiddenError, NotFoundError, UnauthenticatedError } from "../../errors.ts";
import type { HttpPorts } from "../ports/http-ports.ts";
import type { Caller } from "../ports/key-port.ts";
import { RateLimitedError } from "./rate-limited-error.ts";
import type { Route } from "./route.ts";

/**
 * Records a request that was refused because of its sender. Returns what to answer: the error itself, or a
 * RateLimitedError after too many.
 */
export async function traceRefusal(
  error: unknown,
  asked: { readonly route: Route; readonly request: Pick<Request, "ip">; readonly caller: Caller | null },
  ports: Pick<HttpPorts, "refusals">,
): Promise<unknown> {
  const { route, request, caller } = asked;
  const about = {
    action: "http.refused",
    subject: `${route.method.toUpperCase()} ${route.path}`,
    address: request.ip ?? null,
  };
  const actor = caller === null ? "anonymous" : `key:${caller.keyId}`;
  const tenantId = caller?.tenantId ?? null;
  if (error instanceof UnauthenticatedError) {
    const { key } = error;
    return slowDown(
      error,
      await ports.refusals.note({
        ...about,
        reason: key?.reason ?? "no_key",
        tenantId: key?.tenantId ?? null,
        actor: key === null ? "anonymous" : `key:${key.prefix}`,
      }),
    );
  }
  if (error instanceof ForbiddenError)
    return slowDown(error, await ports.refusals.note({ ...about, reason: "missing_scope", tenantId, actor }));
  if (caller !== null && error instanceof NotFoundError && isUuid(error.id)) {
    const { kind, id } = error;
    if ((kind === "run" || kind === "alert") && (await ports.refusals.isElsewhere(kind, id, caller.tenantId)))
      // Not awaited: the time of the answer must not reveal that the thing exists.
      void ports.refusals.note({ ...about, reason: "wrong_tenant", tenantId, actor, detail: { [kind]: id } });
  }
  return error;
}

function slowDown(error: unknown, retryAfterSeconds: number | null): unknown {
  return retryAfterSeconds === null
    ? error
    : new RateLimitedError(
        `Too many requests were refused. Try again in ${retryAfterSeconds} s, with a key that is allowed to.`,
        retryAfterSeconds,
      );
}
