import { z } from "zod";
import { SCOPES } from "../../../entities/vocabulary.ts";

/** The key an address names, by its id or its prefix. */
const Parameters = z.object({
  key: z.string().regex(/^[\w-]{1,40}$/, "is not a key's id or prefix; `GET /api/obs/keys` lists them"),
});

const name = z.string().trim().min(1).max(100);

/** `POST /api/obs/keys`. */
const NewKeyBody = z.strictObject({
  name,
  scopes: z.array(z.enum(SCOPES)).min(1),
  expires_at: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .nullable()
    .default(null),
  agent_ids: z
    .array(z.string().regex(/^[A-Za-z0-9][\w.:/-]{0,99}$/, "is not an agent's id"))
    .min(1)
    .max(100)
    .nullable()
    .default(null),
});

/** `PATCH /api/obs/keys/{key}`. */
const RenameKeyBody = z.strictObject({ name });

/** `POST /api/obs/keys/{key}/rotate`. */
const RotateKeyBody = z.strictObject({ overlap_hours: z.int().min(0).max(720).default(24) });

/** What is asked of keys. */
export const KeySchema = { Parameters, NewKeyBody, RenameKeyBody, RotateKeyBody };
