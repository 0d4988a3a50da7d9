/** A metric that processes count together in `metric_totals`. Labels have few values: none names a tenant, company or address. */
interface MetricRow {
  readonly type: "counter" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, ascending. */
  readonly buckets?: readonly number[];
  /** Says what was spent: only for whoever has METRICS_TOKEN. */
  readonly isOwn?: boolean;
}

/** From a quick answer to a stage's time limit, in seconds. */
const CALL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
/** Slack waits three seconds for an acknowledgement, people somewhat longer for an answer. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 10];
const RUN_SECONDS = [60, 300, 600, 1_200, 1_800, 2_700, 3_600, 5_400, 7_200, 14_400];

/** Every metric that is counted, in the order in which they are shown. docs/metrics.md explains them. */
export const METRIC_TABLE = {
  nightshift_runs_total: {
    type: "counter",
    help: "Runs of nights that ended, by how.",
    labels: ["status"],
  },
  nightshift_run_duration_seconds: {
    type: "histogram",
    help: "How long runs of nights took.",
    labels: [],
    buckets: RUN_SECONDS,
  },
  nightshift_candidates_total: {
    type: "counter",
    help: "Companies that runs considered, and those they selected.",
    labels: ["step"],
  },
  nightshift_stage_items_total: {
    type: "counter",
    help: "Companies (or whole runs, where a stage works on those) that a stage finished, by outcome.",
    labels: ["stage", "outcome"],
  },
  nightshift_stage_item_duration_seconds: {
    type: "histogram",
    help: "How long a stage took for one company.",
    labels: ["stage"],
    buckets: CALL_SECONDS,
  },
  nightshift_lead_score: {
    type: "histogram",
    help: "Scores given to leads, 0 to 100.",
    labels: [],
    buckets: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
  },
  nightshift_vendor_calls_total: {
    type: "counter",
    help: "Attempts at vendor calls, by operation and outcome.",
    labels: ["vendor", "operation", "outcome"],
  },
  nightshift_vendor_call_duration_seconds: {
    type: "histogram",
    help: "How long vendors took to answer.",
    labels: ["vendor"],
    buckets: CALL_SECONDS,
  },
  nightshift_vendor_unpriced_calls_total: {
    type: "counter",
    help: "Charged calls for which no price is known, which no cost includes.",
    labels: ["vendor"],
  },
  nightshift_vendor_cost_dollars_total: {
    type: "counter",
    help: "What vendor calls cost at the prices known.",
    labels: ["vendor"],
    isOwn: true,
  },
  nightshift_llm_calls_total: {
    type: "counter",
    help: "Attempts at calls of the language model, by outcome; a failed one has no model.",
    labels: ["model", "outcome"],
  },
  nightshift_llm_call_duration_seconds: {
    type: "histogram",
    help: "How long the language model took to answer.",
    labels: ["model"],
    buckets: CALL_SECONDS,
  },
  nightshift_llm_tokens_total: {
    type: "counter",
    help: "Tokens used, input and output.",
    labels: ["model", "direction"],
  },
  nightshift_llm_cost_dollars_total: {
    type: "counter",
    help: "What the language model cost at the prices known.",
    labels: ["model"],
    isOwn: true,
  },
  nightshift_slack_requests_total: {
    type: "counter",
    help: "Requests from Slack that were accepted, by kind and what they asked for.",
    labels: ["kind", "name"],
  },
  nightshift_slack_request_duration_seconds: {
    type: "histogram",
    help: "From a request of Slack's until all of its work is done.",
    labels: ["kind"],
    buckets: REQUEST_SECONDS,
  },
  nightshift_http_requests_total: {
    type: "counter",
    help: "HTTP requests answered, by route and status.",
    labels: ["method", "route", "status"],
  },
  nightshift_http_request_duration_seconds: {
    type: "histogram",
    help: "How long HTTP requests took.",
    labels: ["route"],
    buckets: REQUEST_SECONDS,
  },
  nightshift_spans_total: {
    type: "counter",
    help: "Spans of runs that an OpenTelemetry collector took or refused for good.",
    labels: ["outcome"],
  },
  nightshift_span_requests_failed_total: {
    type: "counter",
    help: "Requests to an OpenTelemetry collector that will be tried again, since it was away.",
    labels: [],
  },
  nightshift_jobs_failed_total: {
    type: "counter",
    help: "Attempts at jobs that failed, by queue; most are tried again.",
    labels: ["queue"],
  },
} as const satisfies Readonly<Record<string, MetricRow>>;

type Table = typeof METRIC_TABLE;
type OfType<Type> = { [Name in keyof Table]: Table[Name]["type"] extends Type ? Name : never }[keyof Table];

export type CounterName = OfType<"counter">;
export type HistogramName = OfType<"histogram">;
/** The labels of a metric, all of them. */
export type LabelsOf<Name extends keyof Table> = Readonly<Record<Table[Name]["labels"][number], string>>;

/** A metric's row by its name; null for a name that this version does not know. */
export function metricOf(name: string): MetricRow | null {
  return Object.entries<MetricRow>(METRIC_TABLE).find(([known]) => known === name)?.[1] ?? null;
}
