import { Agent, request } from "node:http";

/** Events of a request. */
export const BATCH = 1_000;

/** The events of the request `place` of a run, of about 370 bytes each; each has its own key. */
export function eventsOf(run: string, place: number) {
  const now = Date.now();
  return Array.from({ length: BATCH }, (_, index) => ({
    type: "llm_call",
    agent_id: `agent-${place % 10}`,
    run_id: `${run}-${place}`,
    ts: new Date(now - index).toISOString(),
    dedupe_key: `${run}:${place}:${index}`,
    trace_id: `4bf92f3577b34da6a3ce9${String(place).padStart(5, "0")}${String(index % 50).padStart(6, "0")}`,
    stage: "answer",
    model: "gpt-5-mini",
    provider: "openai",
    tokens_input: 1_000 + index,
    tokens_cached: 500,
    tokens_output: 200,
    duration_ms: 800 + index,
    attributes: { ticket: index, channel: "chat" },
  }));
}

/** The same as the body of an ingest request. */
export function bodyOf(run: string, place: number): Buffer {
  return Buffer.from(JSON.stringify(eventsOf(run, place)));
}

const agent = new Agent({ keepAlive: true });

/** Where requests go, and the key they carry, if any. */
export interface Target {
  readonly url: string;
  readonly token: string | null;
}

/** Posts a body; anything but 200 is an error. */
export function post({ url, token }: Target, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method: "POST",
        agent,
        headers: {
          ...(token !== null && { authorization: `Bearer ${token}` }),
          "content-type": "application/json",
          "content-length": body.length,
        },
      },
      (answer) => {
        answer.resume();
        answer.on("end", () =>
          answer.statusCode === 200 ? resolve() : reject(new Error(`${url} answered ${answer.statusCode}`)),
        );
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}

/** Posts what `bodyAt` gives for 0, 1 and so on until it gives none, by so many senders at a time. */
export async function send(
  target: Target,
  bodyAt: (place: number) => Buffer | undefined,
  senders: number,
): Promise<void> {
  let next = 0;
  const sender = async () => {
    for (let body = bodyAt(next++); body !== undefined; body = bodyAt(next++)) await post(target, body);
  };
  await Promise.all(Array.from({ length: senders }, sender));
}

/** The path that takes events, of a server at this address. */
export function ingestOf(url: string, token: string): Target {
  return { url: `${url}/api/obs/ingest/events`, token };
}
