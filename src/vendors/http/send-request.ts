import { pipeline, type Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { request } from "undici";
import { VERSION } from "../../version.ts";

/** An answer whose body has not been read yet. */
interface UnreadAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** Sends one request, as `fetch` does, without following redirects. */
export type SendRequest = (
  url: string,
  init: Pick<RequestInit, "method" | "headers" | "body" | "signal" | "redirect">,
) => Promise<UnreadAnswer>;

const USER_AGENT = `nightshift/${VERSION}`;

/** We ask for no compression; some gateways compress all the same. */
const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Sends a request with undici's own API, which takes about a third of the processor time of `fetch`. */
export const sendRequest: SendRequest = async (url, { method = "GET", headers = {}, body, signal }) => {
  if (body !== undefined && body !== null && typeof body !== "string")
    throw new TypeError("only text is sent to vendors");
  const sent = new Headers(headers);
  if (!sent.has("user-agent")) sent.set("user-agent", USER_AGENT);
  const answer = await request(url, {
    method: method === "POST" ? "POST" : "GET",
    headers: sent,
    body: body ?? null,
    signal: signal ?? null,
  });
  const received = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    for (const one of [value ?? []].flat()) received.append(name, one);
  return {
    status: answer.statusCode,
    headers: received,
    body: decoded(answer.body, received.get("content-encoding")),
  };
};

function decoded(body: Readable, encoding: string | null): AsyncIterable<Uint8Array> {
  const decoder = DECODERS[encoding?.toLowerCase() ?? ""];
  // Whoever reads what comes out is given the failure of either.
  return decoder === undefined ? body : pipeline(body, decoder(), () => undefined);
}
