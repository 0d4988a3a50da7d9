import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { escapeIdentifier, escapeLiteral } from "pg";

const ITERATIONS = 4_096;

/** What a reader's session is bound by; the connections are few since each holds memory of the server. */
const LIMITS = {
  search_path: "reports",
  default_transaction_read_only: "on",
  statement_timeout: "15s",
  lock_timeout: "5s",
  idle_in_transaction_session_timeout: "30s",
} as const;

/** The statements of one kind of administrator. */
interface Statements {
  /** Who may run them. */
  readonly as: string;
  readonly statements: readonly string[];
}

/** A reader's role: whether there is one already, and how it is to sign in from now on. */
export interface ReaderRole {
  readonly roleName: string;
  readonly exists: boolean;
  readonly passwordVerifier: string;
  readonly database: string;
}

/** The SQL that makes a reader's login role, or gives an existing one a new password. */
export function createReaderSql({ roleName, exists, passwordVerifier, database }: ReaderRole): Statements[] {
  const role = escapeIdentifier(roleName);
  return [
    {
      as: "an administrator of the server, who may create roles",
      statements: [
        `${exists ? "alter" : "create"} role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole noreplication noinherit connection limit 8 password ${escapeLiteral(passwordVerifier)}`,
        ...Object.entries(LIMITS).map(
          ([setting, value]) => `alter role ${role} set ${setting} = ${escapeLiteral(value)}`,
        ),
      ],
    },
    {
      as: "the owner of the database",
      statements: [
        `grant connect on database ${escapeIdentifier(database)} to ${role}`,
        `grant usage on schema reports to ${role}`,
      ],
    },
  ];
}

/** The SQL that removes a reader's role. */
export function dropReaderSql({
  roleName,
  database,
}: Pick<ReaderRole, "roleName" | "database">): Statements[] {
  const role = escapeIdentifier(roleName);
  return [
    {
      as: "the owner of the database",
      statements: [
        `revoke usage on schema reports from ${role}`,
        `revoke connect on database ${escapeIdentifier(database)} from ${role}`,
      ],
    },
    { as: "an administrator of the server, who may create roles", statements: [`drop role ${role}`] },
  ];
}

/**
 * What Postgres keeps of a password (SCRAM-SHA-256, RFC 5803), so that the password itself is in no statement and no
 * log. The password must be ASCII.
 */
export function scramVerifier(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const sign = (text: string) => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(sign("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${stored}:${sign("Server Key").toString("base64")}`;
}
