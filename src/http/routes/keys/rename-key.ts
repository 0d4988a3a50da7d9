import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { keyJson } from "./key-json.ts";
import { KeySchema } from "./key-schema.ts";

/** `PATCH /api/obs/keys/{key}`: gives a key another name. */
export const renameKeyRoute = guarded(
  {
    scope: "admin",
    method: "patch",
    path: "/api/obs/keys/:key",
    id: "renameKey",
    tag: "Keys",
    summary: "renames a key",
    parameters: KeySchema.Parameters,
    body: { schema: KeySchema.RenameKeyBody, example: { name: "support bot, blue" } },
    answers: { 200: KeySchema.Key },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const { key } = parseInput(KeySchema.Parameters, request.params);
    const { name } = parseInput(KeySchema.RenameKeyBody, readJson(request));
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    response.json(keyJson(await ports.keyAdmin.rename(by, key, name)));
  },
);
