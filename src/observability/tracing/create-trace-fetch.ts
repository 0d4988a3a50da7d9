import { setTimeout as sleep } from "node:timers/promises";

/** Waits before the second and the third attempt; LangSmith may ask for longer, up to MOST_WAIT_MS. */
const WAITS_MS = [500, 2_000];
const MOST_WAIT_MS = 5_000;

/**
 * The fetch that the LangSmith package uses. On failures of background requests, the package writes the response to the
 * console, which may repeat what was sent. So we send and retry batches here, report lost ones to `onLost` (with a status,
 * or null without a response), and tell the package that they were accepted.
 */
export function createTraceFetch(onLost: (status: number | null) => void): typeof globalThis.fetch {
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    if (pathname.endsWith("/info")) return readInfo(input, init);
    if (!/\/runs\/(?:batch|multipart)$/.test(pathname)) return fetch(input, init);
    const body = init?.body instanceof ReadableStream ? await new Response(init.body).bytes() : init?.body;
    for (const waitMs of [...WAITS_MS, null]) {
      const response = await send(input, { ...init, body: body ?? null });
      const status = response?.status ?? null;
      // The package falls back to another endpoint if this one does not exist.
      if (response !== null && status === 404 && pathname.endsWith("/multipart")) return response;
      // 409: LangSmith already has it.
      if (response?.ok === true || status === 409) return taken();
      const mayPass = status === null || status === 429 || status >= 500;
      if (!mayPass || waitMs === null || !(await waited(response, waitMs, init?.signal))) {
        onLost(status);
        return taken();
      }
    }
    return taken();
  };
}

const taken = () => new Response("{}", { status: 202 });

/** LangSmith's capabilities; empty if it does not answer, in which case the batches report the problem. */
async function readInfo(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await send(...request);
  return response?.ok === true ? response : new Response("{}");
}

/** Null when no answer came. */
async function send(...request: Parameters<typeof fetch>): Promise<Response | null> {
  try {
    return await fetch(...request);
  } catch {
    return null;
  }
}

/** Waits; false if time ran out meanwhile. */
async function waited(
  response: Response | null,
  waitMs: number,
  signal: AbortSignal | null | undefined,
): Promise<boolean> {
  const asked = Number(response?.headers.get("retry-after") ?? 0) * 1_000;
  const ms = Math.min(Math.max(waitMs, Number.isFinite(asked) ? asked : 0), MOST_WAIT_MS);
  try {
    await sleep(ms, undefined, { ref: false, ...(signal != null && { signal }) });
    return true;
  } catch {
    return false;
  }
}
