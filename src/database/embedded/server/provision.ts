import { createHash } from "node:crypto";
import { type Client, escapeIdentifier, escapeLiteral } from "pg";
import { DATABASE_ROLES, type ServerState } from "./server-state.ts";
import { OWNER_LIMITS, SESSION_LIMITS } from "./session-limits.ts";
import { createUrl, withClient } from "./with-client.ts";

/** The name of nightshift's database. */
export const DATABASE = "nightshift";

const ROLE_ATTRIBUTES =
  "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT PASSWORD";

/** Creates the roles and the database, each step once; a comment on the database marks that everything is done. */
export async function provision(port: number, passwords: ServerState["passwords"]): Promise<void> {
  await withClient(createUrl(port, "postgres", passwords.postgres, "postgres"), async (client) => {
    const mark = createMark(passwords);
    if ((await readMark(client)) === mark) return;
    for (const role of DATABASE_ROLES)
      if (role !== "postgres") await createRole(client, role, passwords[role]);
    await createDatabase(client, DATABASE);
    await grantConnect(port, passwords, DATABASE);
    await client.query(`COMMENT ON DATABASE ${DATABASE} IS ${escapeLiteral(mark)}`);
  });
}

/** Creates a database owned by `nightshift_owner` unless there is one. `openDatabase` must follow. */
export async function createDatabase(client: Client, name: string, template = "template1"): Promise<void> {
  const existing = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
  if (existing.rowCount !== 0) return;
  await client.query(
    `CREATE DATABASE ${escapeIdentifier(name)} OWNER nightshift_owner TEMPLATE ${escapeIdentifier(template)}`,
  );
}

/** Lets only the two working roles connect, and only the owner use the schema `public`. */
export async function grantConnect(
  port: number,
  passwords: ServerState["passwords"],
  name: string,
): Promise<void> {
  await withClient(createUrl(port, "postgres", passwords.postgres, name), async (client) => {
    const database = escapeIdentifier(name);
    await client.query(`
      REVOKE ALL ON DATABASE ${database} FROM PUBLIC;
      GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO nightshift_app, nightshift_service;
      ALTER SCHEMA public OWNER TO nightshift_owner;
      REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    `);
  });
}

async function createRole(client: Client, role: string, password: string): Promise<void> {
  const existing = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
  const verb = existing.rowCount === 0 ? "CREATE" : "ALTER";
  await client.query(`${verb} ROLE ${escapeIdentifier(role)} ${ROLE_ATTRIBUTES} ${escapeLiteral(password)}`);
  // For whoever connects by other means than the product, which sets its own limits.
  for (const [setting, value] of Object.entries(role === "nightshift_owner" ? OWNER_LIMITS : SESSION_LIMITS))
    await client.query(`ALTER ROLE ${escapeIdentifier(role)} SET ${setting} = ${escapeLiteral(value)}`);
}

/** Changes with the passwords, so that new ones get set; does not reveal them, since they are long and random. */
function createMark(passwords: ServerState["passwords"]): string {
  const digest = createHash("sha256");
  for (const role of DATABASE_ROLES) digest.update(passwords[role]).update("\0");
  return `provisioned 3 ${digest.digest("hex")}`;
}

async function readMark(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ mark: string | null }>(
    "SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = $1",
    [DATABASE],
  );
  return rows[0]?.mark ?? null;
}
