import fc from "fast-check";
import { AGENT_EVENT_TYPES } from "../../../src/entities/vocabulary.ts";

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    -1,
    1e308,
    2 ** 53 + 2,
    2_147_483_648,
    0.1,
    "",
    "\u0000",
    "\ud800",
    "x".repeat(3_000),
    "jane@firm.example",
    "2026-13-45T99:00:00Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    [],
    {},
    null,
    true,
    { a: { b: { c: { d: { e: { f: { g: { h: { i: 1 } } } } } } } } },
  ),
);
const good = (now: Date): Record<string, fc.Arbitrary<unknown>> => ({
  agent_id: fc.constantFrom("a", "b.c/d:e-f"),
  ts: fc.integer({ min: -30_000_000, max: 900_000 }).map((ms) => new Date(now.getTime() + ms).toISOString()),
  dedupe_key: fc.string({ minLength: 1, maxLength: 4 }),
  run_id: fc.oneof(fc.uuid(), fc.string({ minLength: 1, maxLength: 3, unit: "grapheme" })),
  trace_id: fc.uuid().chain((id) => fc.constantFrom(id, id.replaceAll("-", ""))),
  stage: fc.string({ minLength: 1, maxLength: 10 }),
  status: fc.constantFrom("success", "error", "skipped", "succeeded", "failed"),
  model: fc.constantFrom("gpt-5-mini", "unheard-of"),
  tokens_input: fc.nat(),
  tokens_output: fc.nat(),
  tokens_cached: fc.nat(100),
  cost_usd: fc.double({ min: 0, max: 10, noNaN: true }),
  duration_ms: fc.double({ min: 0, max: 1e6, noNaN: true }),
  name: fc.string({ minLength: 1, unit: "grapheme" }),
  message: fc.string({ minLength: 1, unit: "binary" }),
  value: fc.double({ min: -1, max: 1, noNaN: true }),
  error_code: fc.string({ minLength: 1, maxLength: 20 }),
  attributes: fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ stringUnit: "binary" })),
});

const common = ["ts", "dedupe_key", "run_id", "trace_id", "stage", "attributes"] as const;
/** The fields each type must have and may have. */
const TYPES: Readonly<
  Record<(typeof AGENT_EVENT_TYPES)[number], readonly [readonly string[], readonly string[]]>
> = {
  run_started: [["run_id"], ["name"]],
  run_finished: [
    ["run_id", "status"],
    ["duration_ms", "message"],
  ],
  llm_call: [
    ["model", "tokens_input", "tokens_output"],
    ["tokens_cached", "cost_usd", "duration_ms", "name"],
  ],
  tool_call: [["name"], ["cost_usd", "duration_ms", "error_code"]],
  step: [
    ["stage", "status"],
    ["name", "message"],
  ],
  log: [["message"], []],
  metric: [["name", "value"], []],
  error: [["error_code"], ["message"]],
  heartbeat: [[], []],
  feedback: [["value"], ["message"]],
};

/** Events of all types around `now`; in most of them one field is odd. */
export function oddEvents(now: Date): fc.Arbitrary<Record<string, unknown>> {
  const fields = good(now);
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
  const fine = fc.constantFrom(...AGENT_EVENT_TYPES).chain((type) => {
    const [must, may] = TYPES[type];
    return fc
      .tuple(
        fc.record(pick(["agent_id", ...must])),
        fc.record(pick([...common, ...may]), { requiredKeys: [] }),
      )
      .map(([needed, more]) => ({ ...more, ...needed, type }));
  });
  return fc
    .tuple(
      fine,
      fc.option(fc.tuple(fc.constantFrom(...Object.keys(fields), "surprise", "constructor"), odd), {
        freq: 1,
      }),
    )
    .map(([sent, change]) => (change === null ? sent : { ...sent, [change[0]]: change[1] }));
}
