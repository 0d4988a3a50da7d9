import type { DeliveryProblem, DeliveryReport } from "../../../messages/delivery-health.ts";
import type { PrometheusMetric } from "../../../observability/metrics/prometheus-metric.ts";

/** Delivery as metrics. No label names a tenant, a channel or an alert: their number has no bound. */
export function deliveryMetrics({ health, problems, totals }: DeliveryReport): PrometheusMetric[] {
  const behind = (count: (problem: DeliveryProblem) => number) =>
    problems.map((one) => ({
      labels: { target: one.target, problem: one.problem ?? "none" },
      value: count(one),
    }));
  return [
    {
      name: "nightshift_notifications_total",
      help: "Attempts to bring a message, by how they ended; unverified: posted again though nobody could see whether it had been.",
      type: "counter",
      samples: totals.map(({ target, outcome, total }) => ({ labels: { target, outcome }, value: total })),
    },
    {
      name: "nightshift_notifications_waiting",
      help: "Messages that wait, by what the receiver said of the last attempt.",
      type: "gauge",
      samples: behind(({ waiting }) => waiting),
    },
    {
      name: "nightshift_notifications_dead",
      help: "Messages given up until what they show changes, by what the receiver said of the last attempt.",
      type: "gauge",
      samples: behind(({ dead }) => dead),
    },
    {
      name: "nightshift_notifications_oldest_waiting_seconds",
      help: "How long the oldest waiting message has waited; 0 when none waits.",
      type: "gauge",
      samples: [{ labels: {}, value: health.oldestWaitingSeconds ?? 0 }],
    },
  ];
}
