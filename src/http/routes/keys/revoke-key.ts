import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { keyJson } from "./key-json.ts";
import { KeySchema } from "./key-schema.ts";

/** `DELETE /api/obs/keys/{key}`: ends a key at once. */
export const revokeKeyRoute = guarded(
  {
    scope: "admin",
    method: "delete",
    path: "/api/obs/keys/:key",
    id: "revokeKey",
    tag: "Keys",
    summary: "revokes a key",
    parameters: KeySchema.Parameters,
    answers: { 200: KeySchema.Key },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const { key } = parseInput(KeySchema.Parameters, request.params);
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    response.json(keyJson(await ports.keyAdmin.revoke(by, key)));
  },
);
