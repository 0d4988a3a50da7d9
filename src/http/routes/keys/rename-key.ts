import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { keyJson } from "./key-json.ts";
import { KeySchema } from "./key-schema.ts";

/** `PATCH /api/obs/keys/{key}`: gives a key another name. */
export const renameKeyRoute = guarded(
  "admin",
  "patch",
  "/api/obs/keys/:key",
  async ({ request, response, caller, ports }) => {
    const { key } = parseInput(KeySchema.Parameters, request.params);
    const { name } = parseInput(KeySchema.RenameKeyBody, readJson(request));
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    response.json(keyJson(await ports.keyAdmin.rename(by, key, name)));
  },
);
