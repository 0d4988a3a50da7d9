import { readFileSync } from "node:fs";
import { expect } from "chai";
import { METRIC_TABLE, metricOf } from "../../src/observability/metrics/metric-table.ts";

const ASKED_FOR = [
  "automation_total",
  "automation_duration_seconds",
  "automation_confidence",
  "claude_api_calls_total",
  "claude_api_latency_seconds",
  "claude_tokens_total",
  "claude_cost_dollars",
  "webhook_received_total",
  "webhook_processing_seconds",
  "odoo_rpc_calls_total",
  "odoo_rpc_latency_seconds",
  "approval_queue_size",
  "celery_tasks_active",
  "celery_tasks_queued",
  "celery_tasks_failed_total",
  "notification_sent_total",
];

describe("docs/metrics.md", () => {
  const text = readFileSync("docs/metrics.md", "utf8");
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim()));

  it("lists every counted metric with its type, labels and meaning", () => {
    for (const name of Object.keys(METRIC_TABLE)) {
      const { type, labels, help } = metricOf(name) ?? { type: "", labels: [], help: "" };
      const row = rows.find((cells) => cells[1] === `\`${name}\` ` || cells[1] === `\`${name}\``);
      expect(row?.slice(2, 5), name).to.deep.equal([
        type,
        labels.map((label) => `\`${label}\``).join(", "),
        help,
      ]);
    }
  });

  it("maps each of the sixteen metrics that were asked for to one that exists", () => {
    for (const name of ASKED_FOR) {
      const mapped = rows.find((cells) => cells[1] === `\`${name}\``)?.[2] ?? "";
      const ours = [...mapped.matchAll(/nightshift_\w+/g)].map(([found]) => found);
      expect(ours, name).to.have.length.above(0);
      for (const our of ours)
        expect(
          rows.filter((cells) => cells[1]?.includes(`\`${our}\``)),
          `${name}: ${our}`,
        ).to.have.length.above(0);
    }
  });
});
