import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { VendorError } from "../../src/vendors/calling/vendor-error.ts";

/** A request as the fake saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed; null when there was none. */
  readonly body: unknown;
}

/** What the fake does with a request: an answer as data, or anything with the raw response. */
export type FakeAnswer =
  | { status?: number; headers?: Record<string, string>; json?: unknown; text?: string }
  | ((response: ServerResponse) => void);

/** A vendor that answers what it is told to, one answer a request, the last one for all further requests. */
export interface FakeVendor extends AsyncDisposable {
  readonly baseUrl: string;
  readonly seen: SeenRequest[];
  answer(...answers: FakeAnswer[]): void;
}

export async function startFakeVendor(): Promise<FakeVendor> {
  const seen: SeenRequest[] = [];
  let queue: FakeAnswer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const body: unknown = text === "" ? null : JSON.parse(text);
      seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
      const answer = (queue.length > 1 ? queue.shift() : queue[0]) ?? { status: 599 };
      if (typeof answer === "function") return answer(response);
      const { status = 200, headers = {}, json, text: plain } = answer;
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(plain ?? JSON.stringify(json ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${readPort(server.address())}`,
    seen,
    answer(...answers) {
      queue = answers;
      seen.length = 0;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function readPort(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the fake has no port");
  return address.port;
}

/** The VendorError a promise rejects with; anything else fails the test. */
export async function vendorErrorOf(promise: Promise<unknown>): Promise<VendorError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof VendorError) return error;
    throw error;
  }
  throw new Error("expected a VendorError, got an answer");
}

/** Everything of an error that may end in a log. */
export function everythingSaid(error: VendorError): string {
  return [
    error.message,
    error.stack,
    JSON.stringify(error),
    JSON.stringify(error.facts),
    String(error.cause),
  ].join("\n");
}

export const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
