/** A foreseen failure. `code` is stable (people and machines match on it, never on the message); the message says what happened and what to do. */
export abstract class NightshiftError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A setting is missing, malformed or contradicts another one. `settings` names each with its remedy. */
export class ConfigurationError extends NightshiftError {
  readonly code = "configuration";

  constructor(readonly settings: readonly { name: string; problem: string }[]) {
    super(
      `Configuration is not usable:\n${settings.map(({ name, problem }) => `  ${name}: ${problem}`).join("\n")}`,
    );
  }
}

/** Something was named that does not exist. `known` lists what does, as far as the caller may know it. */
export class NotFoundError extends NightshiftError {
  readonly code = "not_found";

  constructor(
    readonly kind:
      | "tenant"
      | "run"
      | "trace"
      | "stage"
      | "runbook"
      | "rule"
      | "alert"
      | "silence"
      | "drill"
      | "sample"
      | "key"
      | "agent"
      | "ledger entry"
      | "import"
      | "company"
      | "exclusion"
      | "file"
      | "page",
    readonly id: string,
    readonly known: readonly string[] = [],
  ) {
    super(
      known.length > 0
        ? `There is no ${kind} "${id}". Known: ${known.join(", ")}.`
        : `There is no ${kind} "${id}".`,
    );
  }
}

/** The input was readable but is not valid. `field` names the offending part. */
export class InvalidInputError extends NightshiftError {
  readonly code = "invalid_input";

  constructor(
    readonly field: string,
    problem: string,
    options?: { cause?: unknown },
  ) {
    super(`${field}: ${problem}`, options);
  }
}

/** What somebody typed or pressed in Slack cannot be carried out; the message is a full sentence that says what to do. */
export class UsageError extends NightshiftError {
  readonly code = "usage";
}

/** A request is well formed, but cannot be carried out. */
export class UnprocessableError extends InvalidInputError {}

/** The caller is known but not allowed to do this. `needed` names the role or scope that is. */
export class ForbiddenError extends NightshiftError {
  readonly code = "forbidden";

  constructor(
    readonly action: string,
    readonly needed: string,
  ) {
    super(`${action} needs ${needed}. Ask an admin of the tenant to grant it.`);
  }
}

/** The state changed in the meantime; nothing was written. */
export class ConflictError extends NightshiftError {
  readonly code = "conflict";
}

/** A call was not made because it would have exceeded a budget, of the run or of the day (`scope`). */
export class BudgetSpentError extends NightshiftError {
  readonly code = "budget_spent";

  constructor(
    readonly resource: string,
    readonly scope: string,
    readonly limit: number,
    /** Before the call; what was left was not enough for it. */
    readonly used: number,
  ) {
    super(
      `The budget of ${limit} ${resource} of ${scope} is spent. Raise it in the environment or the tenant's policy, or wait for the next one.`,
    );
  }
}

/** A file of runbooks/ cannot be read as a runbook. `field` names the part of it that is wrong. */
export class RunbookFormatError extends NightshiftError {
  readonly code = "runbook_format";

  constructor(
    readonly file: string,
    readonly field: string,
    problem: string,
    options?: { cause?: unknown },
  ) {
    super(`${file}: ${field} ${problem}.`, options);
  }
}

/** Postgres cannot be reached or started, or does no work at the moment. */
export class DatabaseUnavailableError extends NightshiftError {
  readonly code: string = "database_unavailable";
}

/** Postgres answers, but refuses to work for its own state (read only, full, locked, too slow); `sqlState` says which. */
export class DatabaseRefusedError extends DatabaseUnavailableError {
  override readonly code = "database_refused";

  constructor(
    readonly sqlState: string,
    where: string,
    options?: { cause?: unknown },
  ) {
    super(
      `Postgres refuses to work at the moment (SQLSTATE ${sqlState}, ${where}). See its log; what was in progress is tried again.`,
      options,
    );
  }
}

/** Another process is listening on the port. */
export class PortInUseError extends NightshiftError {
  readonly code = "port_in_use";

  constructor(
    readonly host: string,
    readonly port: number,
    options?: { cause?: unknown },
  ) {
    super(
      `Port ${port} on ${host} is in use. Stop the process that listens there, or set PORT to another.`,
      options,
    );
  }
}

/** A request came without a key, or with one that is unknown, expired or revoked. */
export class UnauthenticatedError extends NightshiftError {
  readonly code = "unauthenticated";

  constructor(
    message: string,
    /** For the audit log; the answer says nothing of it. Null: no key came. */
    readonly key: {
      readonly prefix: string;
      readonly tenantId: string | null;
      readonly reason: "unknown_key" | "revoked_key" | "expired_key" | "inactive_tenant";
    } | null = null,
  ) {
    super(message);
  }
}

/** The stable code of anything thrown: ours, Node's or Postgres's, else `unexpected`. pg-boss reports errors as plain copies. */
export function errorCode(error: unknown): string {
  const isThing = typeof error === "object" && error !== null;
  if (isThing && "code" in error && typeof error.code === "string") return error.code;
  return "unexpected";
}
