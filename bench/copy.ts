import { type ClientBase, Query } from "pg";

/** The part of pg's connection that COPY needs. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

class CopyOut extends Query {
  readonly chunks: Buffer[] = [];

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    // pg reads the next into the same memory.
    this.chunks.push(Buffer.from(chunk));
  }
}

class CopyIn extends Query {
  constructor(
    sql: string,
    private readonly chunks: readonly Buffer[],
  ) {
    super(sql);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    for (const chunk of this.chunks) connection.sendCopyFromChunk(chunk);
    connection.endCopyFrom();
  }
}

/** What `copy … to stdout` says, in chunks of about 64 KiB. */
export async function copyOut(client: ClientBase, sql: string): Promise<Buffer[]> {
  const query = client.query(new CopyOut(sql));
  await ended(query);
  const text = Buffer.concat(query.chunks);
  const size = 65_536;
  return Array.from({ length: Math.ceil(text.length / size) }, (_, place) =>
    text.subarray(place * size, (place + 1) * size),
  );
}

/** Carries out `copy … from stdin`. */
export async function copyIn(client: ClientBase, sql: string, chunks: readonly Buffer[]): Promise<void> {
  await ended(client.query(new CopyIn(sql, chunks)));
}

function ended(query: Query): Promise<void> {
  return new Promise((resolve, reject) => {
    query.on("end", () => resolve());
    query.on("error", reject);
  });
}
