import { InvalidInputError } from "../../../errors.ts";
import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { keyJson } from "./key-json.ts";
import { KeySchema } from "./key-schema.ts";

/** `POST /api/obs/keys`: makes a key; the answer shows it this once. */
export const createKeyRoute = guarded(
  {
    scope: "admin",
    method: "post",
    path: "/api/obs/keys",
    id: "createKey",
    tag: "Keys",
    summary: "makes a key and shows it, this once",
    body: {
      schema: KeySchema.NewKeyBody,
      example: { name: "support bot", scopes: ["ingest"], agent_ids: ["support-bot"], expires_at: null },
    },
    answers: { 201: KeySchema.CreatedKey },
  },
  async ({ request, response, caller, ports }) => {
    const body = parseInput(KeySchema.NewKeyBody, readJson(request));
    const { name, scopes, expires_at: expiresAt, agent_ids: agentIds } = body;
    if (expiresAt !== null && expiresAt <= ports.service.clock())
      throw new InvalidInputError("expires_at", "lies in the past");
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    const { token, key } = await ports.keyAdmin.create(by, { name, scopes, expiresAt, agentIds });
    response.status(201).json({ token, ...keyJson(key) });
  },
);
