import { type ClientBase, type Connection, Query, type QueryResult } from "pg";
import { QueryFailedError } from "typeorm";
import { lostToAnother } from "./faults/sql-state.ts";

/** Anything that runs SQL: an open transaction or a batch. */
export interface Queryable {
  query<Rows>(sql: string, values?: unknown[]): Promise<Rows>;
}

/** A statement with its values. */
export interface Statement {
  readonly sql: string;
  readonly values: unknown[];
}

/** How often a transaction that lost to another one is attempted before it fails. */
const TRIES = 4;

type Answered = (error: Error | null | undefined, results: QueryResult | QueryResult[]) => void;

/**
 * The statements of one transaction in one message: Postgres runs everything up to the Sync as a single transaction. pg
 * itself would send a Sync after each statement.
 */
class BatchQuery extends Query {
  readonly #statements: readonly Statement[];

  constructor(statements: readonly Statement[], answered: Answered) {
    super({ text: "batch" }, answered);
    this.#statements = statements;
  }

  /** pg asks whether to call `prepare` instead of sending the text. */
  requiresPreparation(): boolean {
    return true;
  }

  prepare(connection: Connection): void {
    // Object.create loses the type, but the prototype is a Connection.
    const withoutSync = Object.create(connection, { sync: { value: () => undefined } }) as Connection;
    try {
      for (const { sql: text, values } of this.#statements) {
        const extended = { text, values, queryMode: "extended" };
        new Query(extended).submit(withoutSync);
      }
      connection.sync();
    } catch {
      // A value cannot be sent: the part of the batch already sent must not run without the rest.
      connection.stream.destroy();
    }
  }
}

/**
 * Sends `first` and then the statements of `work`, in one round trip and as one transaction. Nothing is sent if `work`
 * fails before it awaits an answer.
 */
export async function runBatch<Result>(
  connect: () => Promise<ClientBase>,
  first: Statement,
  work: (batch: Queryable) => Promise<Result>,
): Promise<Result> {
  const statements = [first];
  const answers = Promise.withResolvers<readonly QueryResult[]>();
  let isSent = false;
  const result = work({
    async query<Rows>(sql: string, values: unknown[] = []): Promise<Rows> {
      if (isSent)
        throw new TypeError("A batch is sent as one message: issue all statements before the first await");
      const place = statements.push({ sql, values }) - 1;
      // The caller chooses the type of the rows, as with TypeORM's own `query`.
      return shapeOf((await answers.promise)[place]) as Rows;
    },
  });
  // After one turn of the event loop, all statements are known, and so is any failure of `work` up to then.
  await Promise.race([result, new Promise(setImmediate)]);
  isSent = true;
  const client = await connect();
  carryOut(client, statements, TRIES).then(answers.resolve, answers.reject);
  const [outcome] = await Promise.all([result, answers.promise]);
  return outcome;
}

/** Sends statements in one round trip, once. */
export function sendBatch(
  client: ClientBase,
  statements: readonly Statement[],
): Promise<readonly QueryResult[]> {
  return carryOut(client, statements, 1);
}

/** Runs the transaction. One that lost to another is rolled back entirely, so the same statements are sent again. */
async function carryOut(
  client: ClientBase,
  statements: readonly Statement[],
  tries: number,
): Promise<readonly QueryResult[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly QueryResult[]>();
  client.query(
    new BatchQuery(statements, (error, results) => {
      if (error) reject(new QueryFailedError(statements.map(({ sql }) => sql).join(";\n"), [], error));
      else resolve([results].flat());
    }),
  );
  try {
    return await promise;
  } catch (error) {
    if (tries > 1 && lostToAnother(error)) return carryOut(client, statements, tries - 1);
    throw error;
  }
}

/** Shapes a result as TypeORM does, so that a statement returns the same in a batch as in a transaction. */
function shapeOf(result: QueryResult | undefined): unknown {
  if (result === undefined) throw new TypeError("Postgres answered fewer statements than were sent");
  const { command, rows, rowCount } = result;
  return command === "UPDATE" || command === "DELETE" ? [rows, rowCount] : rows;
}
