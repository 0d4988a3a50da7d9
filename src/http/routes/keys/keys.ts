import { guarded } from "../../kit/route.ts";
import { keyJson } from "./key-json.ts";
import { KeySchema } from "./key-schema.ts";

/** `GET /api/obs/keys`: the tenant's keys, never the keys themselves. */
export const keysRoute = guarded(
  {
    scope: "admin",
    method: "get",
    path: "/api/obs/keys",
    id: "listKeys",
    tag: "Keys",
    summary: "the API keys, without their tokens",
    answers: { 200: KeySchema.Keys },
  },
  async ({ response, caller, ports }) => {
    response.json({ keys: (await ports.keyAdmin.list(caller.tenantId)).map(keyJson) });
  },
);
