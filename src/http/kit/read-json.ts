import express, { type Request, type Response } from "express";

const parse = express.json({ limit: "100kb", type: () => true });

/** The body of a request as JSON; `{}` when there is none. Throws what Express makes of one that cannot be read. */
export async function readJson(
  request: Request<Record<string, string>, unknown, unknown, unknown>,
  response: Response,
): Promise<unknown> {
  await new Promise<void>((resolve, reject) => {
    parse(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
  });
  return request.body ?? {};
}
