import type { Request } from "express";

/** The request's JSON body, already read by the server; `{}` if there is none. */
export function readJson(request: Pick<Request, "body">): unknown {
  return request.body === undefined ? {} : request.body;
}
