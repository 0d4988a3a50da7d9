import type { Response } from "express";

/** Tells open pages that something changed, as Server-Sent Events; they ask for the page again. */
export class ChangeFeed {
  readonly #pages = new Set<Response>();

  open(response: Response): void {
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      connection: "keep-alive",
    });
    response.write("retry: 1000\n\n");
    this.#pages.add(response);
    response.on("close", () => this.#pages.delete(response));
  }

  announce(): void {
    for (const page of this.#pages) page.write("data: changed\n\n");
  }

  close(): void {
    for (const page of this.#pages) page.end();
    this.#pages.clear();
  }
}
