import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { keyJson } from "./key-json.ts";
import { KeySchema } from "./key-schema.ts";

/** `POST /api/obs/keys/{key}/rotate`: makes a key that takes over; the old one works for `overlap_hours` more. */
export const rotateKeyRoute = guarded(
  {
    scope: "admin",
    method: "post",
    path: "/api/obs/keys/:key/rotate",
    id: "rotateKey",
    tag: "Keys",
    summary: "makes a key that takes over from another",
    parameters: KeySchema.Parameters,
    body: { schema: KeySchema.RotateKeyBody, example: { overlap_hours: 24 }, isOptional: true },
    answers: { 201: KeySchema.RotatedKey },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const { key: reference } = parseInput(KeySchema.Parameters, request.params);
    const { overlap_hours: overlapHours } = parseInput(KeySchema.RotateKeyBody, readJson(request));
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    const { token, key, old } = await ports.keyAdmin.rotate(by, reference, overlapHours);
    response.status(201).json({ token, ...keyJson(key), old: keyJson(old) });
  },
);
