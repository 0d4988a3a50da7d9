import type { Route } from "../../kit/route.ts";
import { deliveryMetrics } from "./delivery-metrics.ts";
import { renderMetrics } from "./render-metrics.ts";

/** `GET /metrics`: how messages get to people, in Prometheus' text format. */
export const metricsRoute: Route = {
  method: "get",
  path: "/metrics",
  scope: null,
  id: "getMetrics",
  tag: "Health",
  summary: "how messages get through, for Prometheus",
  answers: { 200: { mediaTypes: ["text/plain"] } },
  async answer({ response, ports }) {
    const text = renderMetrics(deliveryMetrics(await ports.service.readDelivery()));
    response.type("text/plain; version=0.0.4; charset=utf-8").send(text);
  },
};
