import { type RequestHandler, Router, text } from "express";
import { NotFoundError } from "../errors.ts";
import { createPageAnswers } from "./create-page-answers.tsx";
import { createSignIn } from "./create-sign-in.tsx";
import type { PageWorld } from "./kit/page-request.ts";
import { readPageAssets } from "./kit/read-page-assets.ts";
import { PAGES } from "./pages.ts";

/** The pages of a process. */
export interface Pages {
  readonly handler: RequestHandler;
  /** Ends the live parts of open pages, which would otherwise keep the server from closing. */
  close(): void;
}

const MOST_FORM_BYTES = 64_000;

/** The pages that people look at, as a part of the HTTP server. */
export function createPages(world: PageWorld): Pages {
  const assets = readPageAssets();
  const answers = createPageAnswers(world, { css: assets.css.path, js: assets.js.path });
  const signIn = createSignIn(world, answers);
  const form = text({ type: "application/x-www-form-urlencoded", limit: MOST_FORM_BYTES });
  const router = Router({ strict: false, caseSensitive: true });
  for (const { path, type, body } of Object.values(assets)) {
    router.get(path, (_request, response) => {
      response.set("Cache-Control", "public, max-age=31536000, immutable").type(type).send(body);
    });
  }
  router.get("/", answers.guard(signIn.showHome));
  router.get("/login/:token", answers.guard(signIn.showLink));
  router.post("/login/:token", form, answers.guard(signIn.useLink));
  router.get("/account", answers.guard(signIn.showAccount));
  router.post("/account", form, answers.guard(signIn.changeAccount));
  for (const page of PAGES) {
    const path = `/t/:tenant/${page.path}`;
    router.get(path, answers.guard(answers.show(page)));
    if (page.acts !== undefined) router.post(path, form, answers.guard(answers.act(page, page.acts)));
  }
  router.use(
    "/t",
    answers.guard(async (request) => {
      throw new NotFoundError("page", request.path);
    }),
  );
  return { handler: router, close: answers.close };
}
