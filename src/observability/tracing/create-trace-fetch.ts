import { setTimeout as sleep } from "node:timers/promises";

/** Waits before the second and the third attempt; LangSmith may ask for longer, up to MOST_WAIT_MS. */
const WAITS_MS = [500, 2_000];
const MOST_WAIT_MS = 5_000;

/**
 * How the package reaches LangSmith. It writes to the console what goes wrong with what it sends in the background,
 * together with the answer, which may repeat what was sent. So a batch is sent from here, again where that may help; one
 * that is lost is told to `onLost` (a status, or null without an answer) and passes for taken.
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
      // Without this way to send, the package takes the other.
      if (response !== null && status === 404 && pathname.endsWith("/multipart")) return response;
      // A conflict: it was there already.
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

/** What LangSmith can do; nothing is known where it does not say, and what is sent then tells what is wrong. */
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

/** False when time was up meanwhile. */
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
