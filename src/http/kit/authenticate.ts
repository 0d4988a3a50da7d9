import type { Scope } from "../../entities/vocabulary.ts";
import { ForbiddenError, UnauthenticatedError } from "../../errors.ts";
import type { Caller, KeyPort } from "../ports/key-port.ts";

/**
 * The API key in an `Authorization` header; undefined when there is none. OTEL_EXPORTER_OTLP_HEADERS wants the space
 * encoded, and not every SDK decodes it.
 */
export function readBearer(header: string | undefined): string | undefined {
  return /^bearer(?: +|%20)(ns_[\w-]{8,200})$/i.exec(header ?? "")?.[1];
}

/** The caller an `Authorization` header stands for. Throws UnauthenticatedError. */
export async function authenticate(header: string | undefined, keys: KeyPort): Promise<Caller> {
  const token = readBearer(header);
  if (token === undefined) {
    throw new UnauthenticatedError(
      "Send an API key as `Authorization: Bearer ns_…`. `node_modules/.bin/nightshift keys create` makes one.",
    );
  }
  const caller = await keys.authenticate(token);
  if (caller === null) {
    throw new UnauthenticatedError(
      "The API key is unknown, expired or revoked. Ask an admin for a new one.",
      await keys.explain(token),
    );
  }
  return caller;
}

/** Throws ForbiddenError unless the caller's key has the scope; `admin` has them all. */
export function requireScope(caller: Caller, scope: Scope): void {
  if (caller.scopes.includes(scope) || caller.scopes.includes("admin")) return;
  throw new ForbiddenError("This request", `a key with the scope "${scope}"`);
}
