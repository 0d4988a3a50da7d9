import { createServer, type Socket } from "node:net";

/** A web server whose every byte is its own: `answers` by path, `/robots.txt` allowing everything. */
export interface RawSite extends AsyncDisposable {
  readonly origin: string;
  /** The heads of the requests that came, in order. */
  readonly requests: readonly string[];
}

/** Serves raw answers on 127.0.0.1, each over a connection of its own. */
export async function startRawSite(
  answers: Readonly<Record<string, Buffer | string | ((head: string) => Buffer | string)>>,
): Promise<RawSite> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let head = "";
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    socket.on("data", (chunk) => {
      head += chunk.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      requests.push(head);
      const path = head.split(" ")[1] ?? "/";
      const known = answers[path];
      const answer = typeof known === "function" ? known(head) : known;
      const missing = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
      socket.end(answer ?? missing);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the site has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
