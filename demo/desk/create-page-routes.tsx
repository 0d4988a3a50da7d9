import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import express, { type Request, Router } from "express";
import { renderToStaticMarkup } from "react-dom/server";
import { z } from "zod";
import type { DeskState } from "./desk-state.ts";
import { FAULT_KINDS } from "./fault-board.ts";
import type { Interactions } from "./interactions.ts";
import { type PageAccess, readCookie } from "./page-access.ts";
import { Screen } from "./pages/screen.tsx";
import { readScreen } from "./read-screen.ts";

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src * data:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const Answers = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const CommandBody = z.object({
  command: z.string(),
  text: z.string(),
  channelId: z.string(),
  userId: z.string(),
});
const SayBody = z.object({
  userId: z.string(),
  channelId: z.string(),
  text: z.string().min(1),
  threadTs: z.string().optional(),
});
const ClickBody = z.object({
  userId: z.string(),
  actionId: z.string(),
  blockId: z.string().optional(),
  channelId: z.string().optional(),
  messageTs: z.string().optional(),
  viewId: z.string().optional(),
  value: z.union([z.string(), z.array(z.string())]).optional(),
  answers: Answers.optional(),
});
const SubmitBody = z.object({ userId: z.string(), viewId: z.string(), answers: Answers });
const CloseBody = z.object({ userId: z.string(), viewId: z.string(), isCleared: z.boolean().optional() });
const HomeBody = z.object({ userId: z.string() });
const FaultBody = z.object({
  method: z.string(),
  kind: z.enum(FAULT_KINDS),
  times: z.int().min(1),
  seconds: z.number().min(0).optional(),
});

/** The page and what it asks of the desk. Everything here wants the token. */
export function createPageRoutes(state: DeskState, interactions: Interactions, access: PageAccess): Router {
  const router = Router();
  router.use(access.requireToken);
  router.use((_request, response, next) => {
    response.set({
      "content-security-policy": CONTENT_SECURITY_POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    });
    next();
  });

  router.get("/", async (request, response) => {
    const query = (name: string) => (typeof request.query[name] === "string" ? request.query[name] : "");
    const data = await readScreen(state, {
      userId: query("user"),
      channelId: query("channel"),
      app: query("app"),
      threadTs: query("thread"),
      timeZone: readZone(request),
    });
    if (data === undefined) response.status(404).send("The desk was started without users.");
    else response.type("html").send(`<!doctype html>${renderToStaticMarkup(<Screen data={data} />)}`);
  });
  router.get("/changes", (_request, response) => state.feed.open(response));
  router.get("/assets/blocks.css", async (_request, response) => {
    const path = createRequire(import.meta.url).resolve("slack-blocks-to-jsx/dist/style.css");
    response.type("css").send(await readFile(path, "utf8"));
  });
  router.use("/assets", express.static(fileURLToPath(new URL("assets", import.meta.url))));
  router.get("/files/:id/:name", async (request, response) => {
    const { id, name } = request.params;
    const file = await state.emulator.raw(
      `/files-pri/${encodeURIComponent(id)}/${encodeURIComponent(name)}`,
      {
        headers: { authorization: `Bearer ${state.botToken}` },
      },
    );
    const bytes = Buffer.from(await file.arrayBuffer());
    if (file.ok) response.attachment(name).send(bytes);
    else response.status(404).type("text/plain").send("There is no such file.");
  });

  const act = <Body,>(path: string, body: z.ZodType<Body>, run: (input: Body) => Promise<unknown>) =>
    router.post(path, access.requireOwnOrigin, express.json({ limit: "1mb" }), async (request, response) => {
      const input = body.safeParse(request.body);
      if (input.success) response.json(await run(input.data));
      else response.status(400).json({ problem: z.prettifyError(input.error) });
    });
  act("/act/command", CommandBody, (input) => interactions.runCommand(input));
  act("/act/say", SayBody, (input) => interactions.say(input));
  act("/act/click", ClickBody, (input) => interactions.click(input));
  act("/act/submit-view", SubmitBody, (input) => interactions.submitView(input));
  act("/act/close-view", CloseBody, (input) => interactions.closeView(input));
  act("/act/open-home", HomeBody, ({ userId }) => interactions.openHome(userId));
  act("/__control/faults", FaultBody, async (order) => {
    state.faults.add(order);
    return { ok: true };
  });
  return router;
}

/** The reader's time zone, which the script leaves in a cookie. */
function readZone(request: Request): string {
  const zone = readCookie(request, "desk_zone") ?? "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
