import { guarded } from "../../kit/route.ts";
import { keyJson } from "./key-json.ts";

/** `GET /api/obs/keys`: the tenant's keys, never the keys themselves. */
export const keysRoute = guarded("admin", "get", "/api/obs/keys", async ({ response, caller, ports }) => {
  response.json({ keys: (await ports.keyAdmin.list(caller.tenantId)).map(keyJson) });
});
