import { ConflictError, InvalidInputError, NotFoundError } from "../../errors.ts";

/** Whether a run was refused for a reason that the person who asked for it can deal with. */
export function isRunRefusal(error: unknown): error is ConflictError | InvalidInputError | NotFoundError {
  return (
    error instanceof ConflictError || error instanceof InvalidInputError || error instanceof NotFoundError
  );
}
