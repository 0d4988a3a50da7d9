import { createHash } from "node:crypto";
import { ConflictError, errorCode, InvalidInputError, UnprocessableError } from "../../errors.ts";
import type { KeptAnswer } from "../ports/idempotency-port.ts";
import { createProblem } from "./problem.ts";
import type { Route, RouteContext } from "./route.ts";

/**
 * Answers a POST with an `Idempotency-Key` once: a request with the same key and the same body gets the first one's answer
 * and does nothing, for 24 hours. Throws ConflictError while the first is in progress, and if its outcome is unknown.
 */
export async function answerOnce(
  route: Route,
  context: RouteContext,
  order: { readonly key: string; readonly token: string; readonly bytes: Buffer },
): Promise<void> {
  const { request, response, caller, ports } = context;
  if (caller === null) return route.answer(context);
  if (!/^[\x21-\x7e]{1,200}$/.test(order.key))
    throw new InvalidInputError("Idempotency-Key", "must be 1 to 200 printable characters without spaces");
  const fingerprint = createHash("sha256")
    .update(`${request.method} ${request.originalUrl}\n`)
    .update(order.bytes)
    .digest("hex");
  const { tenantId, keyId } = caller;
  const claim = { tenantId, keyId, key: order.key, token: order.token, fingerprint };
  const claimed = await ports.idempotency.claim(claim);
  switch (claimed.state) {
    case "different":
      throw new UnprocessableError(
        "Idempotency-Key",
        "was used for another request; use a new one for each request",
      );
    case "running":
      throw new ConflictError(
        "The first request with this Idempotency-Key is in progress. Try again shortly.",
      );
    case "unknown":
      throw new ConflictError(
        "The first request with this Idempotency-Key was interrupted, and may have been carried out. Look whether it was; to repeat it, send a new key.",
      );
    case "answered":
      response.set("Idempotent-Replayed", "true");
      if (claimed.answer.location !== null) response.location(claimed.answer.location);
      response.status(claimed.answer.status).type(claimed.answer.type).send(claimed.answer.body);
      return;
    case "new":
      await answerFirst(route, context, {
        keep: (answer) => ports.idempotency.keep(claim, answer),
        release: () => ports.idempotency.release(claim),
      });
  }
}

/** The answer is kept before it is sent, so that a repeated request gets the same one, even if the first was lost. */
async function answerFirst(
  route: Route,
  context: RouteContext,
  claim: { keep(answer: KeptAnswer): Promise<void>; release(): Promise<void> },
): Promise<void> {
  const { response, ports } = context;
  const send = response.send.bind(response);
  let body: unknown;
  response.send = (sent) => {
    body = sent;
    return response;
  };
  try {
    await route.answer(context);
  } catch (error) {
    // A refused request did nothing, so the key can be used again. After any other failure the outcome is unknown.
    if (createProblem(error, "").status < 500) await claim.release();
    throw error;
  } finally {
    response.send = send;
  }
  const text = typeof body === "string" ? body : "";
  await claim
    .keep({
      status: response.statusCode,
      type: response.get("Content-Type") ?? "application/json",
      location: response.get("Location") ?? null,
      body: text,
    })
    // It was carried out, so answer, even though a repetition will not be recognised.
    .catch((error: unknown) =>
      ports.service.logger.error("idempotent answer not kept", { code: errorCode(error) }),
    );
  send(text);
}
