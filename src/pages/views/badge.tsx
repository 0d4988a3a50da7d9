const TONES: Readonly<Record<string, "good" | "bad" | "warn" | "busy">> = {
  succeeded: "good",
  success: "good",
  pass: "good",
  up: "good",
  healthy: "good",
  verified: "good",
  High: "good",
  resolved: "good",
  on: "good",
  started: "good",
  failed: "bad",
  error: "bad",
  fail: "bad",
  down: "bad",
  unhealthy: "bad",
  bad: "bad",
  critical: "bad",
  firing: "bad",
  lost: "bad",
  yes: "bad",
  missed: "bad",
  failed_to_start: "bad",
  degraded: "warn",
  needs_review: "warn",
  high: "warn",
  Medium: "warn",
  acknowledged: "warn",
  blocked: "warn",
  cancelled: "warn",
  running: "busy",
  in_force: "busy",
};

/** A word for a state, with a shape of its own beside its colour. */
export function Badge({ word }: { readonly word: string }) {
  const tone = TONES[word];
  return <span className={tone === undefined ? "badge" : `badge ${tone}`}>{word.replaceAll("_", " ")}</span>;
}
