import type { VendorErrorKind } from "./vendor-error.ts";

/**
 * Whether a vendor is called at all. `closed`: yes. `open`: not before `untilMs`, when a single call is let through as a
 * test (`probing`); for the rest of the run if `untilMs` is null, because only a human can help.
 */
export type Circuit =
  | { readonly state: "closed"; readonly failures: number }
  | { readonly state: "open"; readonly because: VendorErrorKind; readonly untilMs: number | null }
  | { readonly state: "probing"; readonly because: VendorErrorKind };

export interface BreakerPolicy {
  readonly failuresToOpen: number;
  readonly coolDownMs: number;
}

export const CLOSED: Circuit = { state: "closed", failures: 0 };

/** Why a call may not go, and when it is worth asking again (null: not in this run, or when the probe is back). */
export interface Refusal {
  readonly because: VendorErrorKind;
  readonly retryAfterMs: number | null;
}

/** Asks whether a call may go: the circuit afterwards, and the refusal, if any. */
export function admit(
  circuit: Circuit,
  nowMs: number,
): { readonly circuit: Circuit; readonly refusal: Refusal | null } {
  if (circuit.state === "closed") return { circuit, refusal: null };
  const { because } = circuit;
  if (circuit.state === "probing" || circuit.untilMs === null) {
    return { circuit, refusal: { because, retryAfterMs: null } };
  }
  const remainingMs = circuit.untilMs - nowMs;
  if (remainingMs > 0) return { circuit, refusal: { because, retryAfterMs: remainingMs } };
  return { circuit: { state: "probing", because }, refusal: null };
}

/** The circuit after an attempt that was let through ended (`kind` null: in success). */
export function afterAttempt(
  circuit: Circuit,
  kind: VendorErrorKind | null,
  nowMs: number,
  policy: BreakerPolicy,
): Circuit {
  // Attempts in progress when it opened: only a bad key or an empty quota, which are worse, change it.
  if (kind === "quota_exhausted" || kind === "auth") return { state: "open", because: kind, untilMs: null };
  if (circuit.state === "open") return circuit;
  const reopened = (because: VendorErrorKind): Circuit => ({
    state: "open",
    because,
    untilMs: nowMs + policy.coolDownMs,
  });
  switch (kind) {
    case "server":
    case "network":
    case "timeout": {
      if (circuit.state === "probing") return reopened(kind);
      const failures = circuit.failures + 1;
      return failures >= policy.failuresToOpen ? reopened(kind) : { state: "closed", failures };
    }
    case "cancelled":
      // We learned nothing: the next call may probe.
      return circuit.state === "probing"
        ? { state: "open", because: circuit.because, untilMs: nowMs }
        : circuit;
    case "rate_limited":
    case "malformed":
    case "circuit_open":
      // Alive, but struggling.
      return circuit.state === "probing" ? CLOSED : circuit;
    case null:
    case "bad_request":
    case "forbidden_plan":
    case "not_found":
    case "legal":
      return CLOSED;
  }
}
