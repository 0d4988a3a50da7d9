import type { Route } from "../../kit/route.ts";
import { HealthSchema } from "./health-schema.ts";

/** `GET /livez`: the process answers. Says nothing of what it leans on, so that nobody restarts it for another's fault. */
export const livezRoute: Route = {
  method: "get",
  path: "/livez",
  scope: null,
  id: "getLiveness",
  tag: "Health",
  summary: "the process answers",
  answers: { 200: HealthSchema.Live },
  answer({ response }) {
    response.json({ status: "alive" });
  },
};
