import { once } from "node:events";
import { createServer } from "node:net";
import { HOST } from "./with-client.ts";

/** A free port, the preferred one if it is; another process may still take it before it is used. */
export async function choosePort(preferred: number | null): Promise<number> {
  return (preferred === null ? undefined : await probe(preferred)) ?? (await probe(0)) ?? 0;
}

async function probe(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen({ port, host: HOST, exclusive: true });
    await once(server, "listening");
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : undefined;
  } catch {
    return undefined; // taken
  } finally {
    server.close();
  }
}
