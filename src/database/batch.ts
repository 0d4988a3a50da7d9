import { type ClientBase, type Connection, Query, type QueryResult } from "pg";
import { QueryFailedError } from "typeorm";
import { lostToAnother } from "./sql-state.ts";

/** Whatever SQL can be asked of: an open transaction, or a batch. */
export interface Queryable {
  query<Rows>(sql: string, values?: unknown[]): Promise<Rows>;
}

/** A statement with its values. */
export interface Statement {
  readonly sql: string;
  readonly values: unknown[];
}

/** A transaction that lost to another one is carried out anew so often before its failure is told. */
const TRIES = 4;

type Answered = (error: Error | null | undefined, results: QueryResult | QueryResult[]) => void;

/**
 * Statements of one transaction in one message: Postgres takes all up to the Sync as one, carried out together or not at
 * all. pg itself sends a Sync after each.
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
    // What is made from a connection is one; Object.create does not say so.
    const withoutSync = Object.create(connection, { sync: { value: () => undefined } }) as Connection;
    try {
      for (const { sql: text, values } of this.#statements) {
        const extended = { text, values, queryMode: "extended" };
        new Query(extended).submit(withoutSync);
      }
      connection.sync();
    } catch {
      // A value that cannot be sent: what was sent of the batch must not be carried out without the rest.
      connection.stream.destroy();
    }
  }
}

/**
 * Sends what `work` asks for after `first`, in one round trip and as one transaction. Nothing is sent when it fails before
 * it waits for an answer.
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
        throw new TypeError("A batch is sent as one: everything is asked for before anything is awaited");
      const place = statements.push({ sql, values }) - 1;
      // The caller says what the rows are, as with TypeORM's own `query`.
      return shapeOf((await answers.promise)[place]) as Rows;
    },
  });
  // What is asked for and what fails without waiting is known once the event loop has turned.
  await Promise.race([result, new Promise(setImmediate)]);
  isSent = true;
  const client = await connect();
  carryOut(client, statements, TRIES).then(answers.resolve, answers.reject);
  const [outcome] = await Promise.all([result, answers.promise]);
  return outcome;
}

/** Nothing of a transaction that lost is left, so it is sent again as it was. */
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

/** What TypeORM makes of a result, so that a statement reads the same in a transaction. */
function shapeOf(result: QueryResult | undefined): unknown {
  if (result === undefined) throw new TypeError("Postgres answered fewer statements than were sent");
  const { command, rows, rowCount } = result;
  return command === "UPDATE" || command === "DELETE" ? [rows, rowCount] : rows;
}
