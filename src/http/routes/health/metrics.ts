import type { Route } from "../../kit/route.ts";
import type { ServicePort } from "../../ports/service-port.ts";
import { createLook } from "./create-look.ts";
import { deliveryMetrics } from "./delivery-metrics.ts";
import { isOperator } from "./is-operator.ts";
import { refusalMetric } from "./refusal-metric.ts";
import { renderMetrics } from "./render-metrics.ts";

/** What costs a look into the database. */
const readDelivery = createLook((service: ServicePort) => service.readDelivery());

/** `GET /metrics`: in Prometheus' text format. What names a tenant or says what was spent is shown with METRICS_TOKEN only. */
export const metricsRoute: Route = {
  method: "get",
  path: "/metrics",
  scope: null,
  id: "getMetrics",
  tag: "Health",
  summary: "how messages get through and who was refused, for Prometheus",
  answers: { 200: { mediaTypes: ["text/plain"] } },
  async answer({ request, response, ports }) {
    const isTrusted = isOperator(request, ports.service.metricsToken);
    const metrics = [
      ...deliveryMetrics(await readDelivery(ports.service)),
      refusalMetric(ports.refusals.totals()),
    ];
    const text = renderMetrics(metrics.filter(({ isOwn }) => isTrusted || isOwn !== true));
    response.type("text/plain; version=0.0.4; charset=utf-8").send(text);
  },
};
