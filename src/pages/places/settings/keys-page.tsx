import { randomBytes } from "node:crypto";
import { listKeys } from "../../../database/tenants/api-key-store.ts";
import { createKey, renameKey, revokeKey, rotateKey } from "../../../database/tenants/key-change-store.ts";
import { SCOPES } from "../../../entities/vocabulary.ts";
import { createTable } from "../../kit/data-table.ts";
import type { Page } from "../../kit/page-request.ts";
import { readNumberField, readRequired } from "../../kit/read-field.ts";
import { ActForm } from "../../views/act-form.tsx";
import { Badge } from "../../views/badge.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TextField } from "../../views/text-field.tsx";
import { TimeAt } from "../../views/time-at.tsx";

const DAY_MS = 86_400_000;
const OVERLAP_HOURS = 24;

/** The API keys of a tenant. A key is shown once, when it is made. */
export const keysPage: Page = {
  path: "keys",
  section: "keys",
  role: "admin",
  async load({ world, tenantId, query, reader, now, time }) {
    const keys = await listKeys(world.database, tenantId);
    const isDead = ({ revokedAt, expiresAt }: (typeof keys)[number]) =>
      revokedAt !== null || (expiresAt !== null && expiresAt <= now);
    const table = createTable({
      name: "keys",
      caption: "API keys",
      empty: "There is no key yet.",
      rows: keys,
      keyOf: ({ keyId }) => keyId,
      columns: [
        { name: "Key", value: (row) => row.prefix, show: (row) => <code>{row.prefix}…</code> },
        { name: "Name", value: (row) => row.name, show: (row) => <bdi>{row.name}</bdi> },
        { name: "Scopes", value: (row) => row.scopes.join(", ") },
        {
          name: "Agents",
          value: (row) => row.agentIds?.join(", ") ?? null,
          show: (row) => row.agentIds?.join(", ") ?? "all",
        },
        {
          name: "Made",
          value: (row) => row.createdAt,
          show: (row) => <TimeAt at={row.createdAt} time={time} />,
        },
        {
          name: "Last used",
          value: (row) => row.lastUsedAt,
          show: (row) => <TimeAt at={row.lastUsedAt} time={time} />,
        },
        {
          name: "Until",
          value: (row) => row.revokedAt ?? row.expiresAt,
          show: (row) =>
            isDead(row) ? (
              <Badge word="off" />
            ) : row.expiresAt === null ? (
              "no end"
            ) : (
              <TimeAt at={row.expiresAt} time={time} />
            ),
        },
        {
          name: "Change",
          value: () => null,
          show: (row) =>
            isDead(row) ? null : (
              <>
                <ActForm
                  csrf={reader.csrf}
                  act="rotate"
                  label="Rotate"
                  hidden={{ key: row.keyId }}
                  isQuiet
                  describedAs={row.name}
                />
                <ActForm
                  csrf={reader.csrf}
                  act="revoke"
                  label="Revoke"
                  hidden={{ key: row.keyId }}
                  isDangerous
                  describedAs={row.name}
                />
              </>
            ),
        },
      ],
    });
    return {
      title: "API keys",
      lead: `A rotated key works beside its successor for ${OVERLAP_HOURS} hours.`,
      tables: [table],
      body: (
        <>
          <TableCard table={table} query={query} isCaptionHidden />
          <section className="card wide">
            <div className="card-head">
              <h2>New key</h2>
            </div>
            <ActForm csrf={reader.csrf} act="create" label="Create key">
              <TextField name="name" label="Name" isRequired />
              <fieldset>
                <legend>May</legend>
                {SCOPES.map((scope) => (
                  <label key={scope}>
                    <input type="checkbox" name="scope" value={scope} defaultChecked={scope === "read"} />{" "}
                    {scope}
                  </label>
                ))}
              </fieldset>
              <TextField name="days" label="Days until it ends (empty: never)" type="number" />
            </ActForm>
          </section>
          <section className="card wide">
            <div className="card-head">
              <h2>Rename a key</h2>
            </div>
            <ActForm csrf={reader.csrf} act="rename" label="Rename">
              <TextField name="key" label="Key, as in the list" placeholder="ns_…" isRequired />
              <TextField name="name" label="New name" isRequired />
            </ActForm>
          </section>
        </>
      ),
    };
  },
  acts: {
    create: {
      role: "admin",
      action: "key.change",
      async perform({ world, tenantId, reader, now }, form) {
        const days = readNumberField(form, "days", { min: 1, max: 3_650 });
        const asked = form.getAll("scope");
        const { token, key } = await createKey(
          world.database,
          {
            tenantId,
            actor: `slack:${reader.userId}`,
            name: readRequired(form, "name", 100),
            scopes: SCOPES.filter((scope) => asked.includes(scope)),
            expiresAt: days === null ? null : new Date(now.getTime() + days * DAY_MS),
          },
          randomBytes,
        );
        return { said: `The key "${key.name}". Copy it now, it is not shown again:`, secret: token };
      },
    },
    rotate: {
      role: "admin",
      action: "key.change",
      async perform({ world, tenantId, reader, now }, form) {
        const { token, key } = await rotateKey(
          world.database,
          { reference: readRequired(form, "key"), overlapHours: OVERLAP_HOURS, now },
          { tenantId, actor: `slack:${reader.userId}` },
          randomBytes,
        );
        return { said: `The new "${key.name}". Copy it now, it is not shown again:`, secret: token };
      },
    },
    revoke: {
      role: "admin",
      action: "key.change",
      async perform({ world, tenantId, reader, now }, form) {
        const by = { tenantId, actor: `slack:${reader.userId}` };
        const { name } = await revokeKey(world.database, readRequired(form, "key"), by, now);
        return { said: `The key "${name}" works no more.` };
      },
    },
    rename: {
      role: "admin",
      action: "key.change",
      async perform({ world, tenantId, reader }, form) {
        const by = { tenantId, actor: `slack:${reader.userId}` };
        const reference = readRequired(form, "key").replace(/…$/, "");
        const { name } = await renameKey(world.database, reference, readRequired(form, "name", 100), by);
        return { said: `The key is called "${name}".` };
      },
    },
  },
};
