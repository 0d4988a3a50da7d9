import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";

/** Stands between a client and Postgres like a pooler or a load balancer that may stop forwarding. */
export interface FreezingProxy {
  /** The URL by which Postgres is reached through it. */
  through(url: string): string;
  /** From now on the connections that are open forward nothing, and are not closed; new ones work. */
  freeze(): void;
  /** Refuses new connections and breaks the open ones, or lets them in again. */
  setAway(isAway: boolean): void;
  /** Breaks the open connections and leads new ones to another server. */
  pointTo(url: string): void;
  close(): Promise<void>;
}

/** Starts one in front of the server of `url`. */
export async function startFreezingProxy(url: string): Promise<FreezingProxy> {
  let { hostname, port } = new URL(url);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isAway = false;
  const server = createServer((client) => {
    if (isAway) {
      client.destroy();
      return;
    }
    const upstream = createConnection(Number(port), hostname);
    const pair = [client, upstream] as const;
    pairs.add(pair);
    client.pipe(upstream).pipe(client);
    for (const socket of pair) {
      socket.on("error", () => undefined);
      socket.on("close", () => {
        pairs.delete(pair);
        for (const end of pair) end.destroy();
      });
    }
  });
  function cut(): void {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  const own = String(address.port);
  return {
    through(text) {
      const through = new URL(text);
      through.port = own;
      return through.href;
    },
    freeze() {
      for (const [client, upstream] of pairs) {
        client.unpipe(upstream).pause();
        upstream.unpipe(client).pause();
      }
    },
    setAway(away) {
      isAway = away;
      if (away) cut();
    },
    pointTo(other) {
      ({ hostname, port } = new URL(other));
      cut();
    },
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
