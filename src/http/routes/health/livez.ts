import type { Route } from "../../kit/route.ts";

/** `GET /livez`: the process answers. Says nothing of what it leans on, so that nobody restarts it for another's fault. */
export const livezRoute: Route = {
  method: "get",
  path: "/livez",
  scope: null,
  answer({ response }) {
    response.json({ status: "alive" });
  },
};
