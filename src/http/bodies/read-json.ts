import type { Request } from "express";

/** The body of a request as JSON, which the server has read; `{}` when there is none. */
export function readJson(request: Pick<Request, "body">): unknown {
  return request.body === undefined ? {} : request.body;
}
