import { z } from "zod";
import { SCOPES } from "../../../entities/vocabulary.ts";

/** The key an address names, by its id or its prefix. */
const Parameters = z.object({
  key: z
    .string()
    .regex(/^[\w-]{1,40}$/, "is not a key's id or prefix; `GET /api/obs/keys` lists them")
    .meta({ description: "A key's id or its prefix.", examples: ["ns_2f0a6c1e"] }),
});

const name = z.string().trim().min(1).max(100);

/** `POST /api/obs/keys`. */
const NewKeyBody = z
  .strictObject({
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
      .default(null)
      .describe("The only agents it speaks for; null: all of the tenant's."),
  })
  .meta({ id: "NewKey" });

/** `PATCH /api/obs/keys/{key}`. */
const RenameKeyBody = z.strictObject({ name }).meta({ id: "RenameKey" });

/** `POST /api/obs/keys/{key}/rotate`. */
const RotateKeyBody = z
  .strictObject({
    overlap_hours: z.int().min(0).max(720).default(24).describe("How long the old key goes on working."),
  })
  .meta({ id: "RotateKey" });

const time = z.iso.datetime();

const Key = z
  .object({
    key_id: z.string(),
    prefix: z.string().describe("How the key begins; enough to tell it from others."),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    agent_ids: z.array(z.string()).nullable(),
    created_at: time,
    expires_at: time.nullable(),
    revoked_at: time.nullable(),
    last_used_at: time.nullable(),
    replaces: z.string().nullable().describe("The key from which it took over."),
  })
  .meta({ id: "Key" });

const token = z.string().describe("The key itself, shown this once.");
const CreatedKey = Key.extend({ token }).meta({ id: "CreatedKey" });
const RotatedKey = Key.extend({ token, old: Key }).meta({ id: "RotatedKey" });
const Keys = z.object({ keys: z.array(Key) }).meta({ id: "Keys" });

/** What is asked and answered about keys. */
export const KeySchema = {
  Parameters,
  NewKeyBody,
  RenameKeyBody,
  RotateKeyBody,
  Key,
  CreatedKey,
  RotatedKey,
  Keys,
};
