import type { Response } from "express";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";

const EVERY_MS = 2_000;
/** A page that stays open longer asks again by itself, and shows that its reader is still signed in. */
const LONGEST_MS = 30 * 60_000;
const MOST_OPEN = 200;

/** Keeps the live parts of open pages up to date by server-sent events. */
export function createLiveParts() {
  const open = new Set<() => void>();

  return {
    /** Sends a part whenever it looks different, until `read` returns null, which ends it for good. */
    open(response: Response, read: () => Promise<ReactNode | null>): void {
      if (open.size >= MOST_OPEN) {
        response.status(503).set("Retry-After", "60").end();
        return;
      }
      let timer: NodeJS.Timeout | null = null;
      let last = "";
      let isOver = false;
      const end = () => {
        if (isOver) return;
        isOver = true;
        open.delete(end);
        if (timer !== null) clearTimeout(timer);
        response.end();
      };
      const longest = setTimeout(end, LONGEST_MS);
      response.on("close", () => {
        clearTimeout(longest);
        end();
      });
      open.add(end);
      response.writeHead(200, {
        "Content-Type": "text/event-stream; charset=utf-8",
        "X-Accel-Buffering": "no",
      });
      response.write("retry: 5000\n\n");

      const renew = async () => {
        try {
          const part = await read();
          if (part === null) {
            response.write("event: over\ndata: {}\n\n");
            end();
            return;
          }
          const html = renderToStaticMarkup(part);
          if (!isOver && html !== last) response.write(`event: part\ndata: ${JSON.stringify(html)}\n\n`);
          last = html;
        } catch {
          // The page itself says what is wrong when it is opened again; the browser asks again in five seconds.
          end();
        }
        if (!isOver) timer = setTimeout(() => void renew(), EVERY_MS);
      };
      void renew();
    },

    close: (): void => {
      for (const end of open) end();
    },
  };
}
