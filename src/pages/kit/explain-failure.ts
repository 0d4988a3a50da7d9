import {
  ConflictError,
  DatabaseUnavailableError,
  ForbiddenError,
  InvalidInputError,
  NightshiftError,
  NotFoundError,
} from "../../errors.ts";

/** A failure as its page tells it. */
export interface ExplainedFailure {
  readonly status: number;
  readonly title: string;
  /** What happened. */
  readonly told: string;
  /** What to do. */
  readonly advice: string;
}

/** What a reader is told about anything thrown. For what we did not foresee, only where to find it in the log. */
export function explainFailure(error: unknown, traceId: string): ExplainedFailure {
  if (error instanceof InvalidInputError) {
    return {
      status: 422,
      title: "That cannot be used",
      told: error.message,
      advice: "Go back, correct it and try again.",
    };
  }
  if (error instanceof NotFoundError) {
    // The message about a tenant lists all there are, which is for the server's own command line.
    const told = error.kind === "page" || error.kind === "tenant" ? "There is no such page." : error.message;
    return {
      status: 404,
      title: "Not here",
      told,
      advice:
        "It may be misspelt, removed after its retention period, or another tenant's. The menu has what there is.",
    };
  }
  if (error instanceof ForbiddenError) {
    return {
      status: 403,
      title: "Not allowed",
      told: error.message,
      advice: "People and policy shows who is admin.",
    };
  }
  if (error instanceof ConflictError) {
    return {
      status: 409,
      title: "Not now",
      told: error.message,
      advice: "Open the page again to see how things are.",
    };
  }
  if (error instanceof DatabaseUnavailableError) {
    return {
      status: 503,
      title: "The database is away",
      told: "Nothing was changed. Nights and alerts go on as soon as it is back.",
      advice: "Reload in a minute. /health says what is known.",
    };
  }
  if (error instanceof NightshiftError) {
    return { status: 400, title: "That did not work", told: error.message, advice: "Go back and try again." };
  }
  return {
    status: 500,
    title: "Something failed on our side",
    told: `The log has it under trace_id ${traceId}.`,
    advice: "Try again; if it stays, give an operator that id.",
  };
}
