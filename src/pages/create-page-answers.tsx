import type { Request, RequestHandler, Response } from "express";
import { findPageSession } from "../access/page-session-store.ts";
import { readTenant } from "../database/tenants/tenant-store.ts";
import { ROLES, type Role } from "../entities/vocabulary.ts";
import { ForbiddenError, NotFoundError } from "../errors.ts";
import { errorFields } from "../logger.ts";
import { createTraceId } from "../trace-context.ts";
import { createLiveParts } from "./create-live-parts.ts";
import { explainFailure } from "./kit/explain-failure.ts";
import { hasSection, isInstallation } from "./kit/is-installation.ts";
import type { Page, PageAct, PageRequest, PageView, PageWorld, Reader, Section } from "./kit/page-request.ts";
import { readField } from "./kit/read-field.ts";
import { csrfOf, readSessionCookie, requireOwnForm } from "./kit/read-session-cookie.ts";
import { sendTable } from "./kit/send-table.ts";
import { createZonedTime } from "./kit/zoned-time.ts";
import { sendDocument } from "./send-document.tsx";
import { Notice } from "./views/notice.tsx";
import { LivePart, PageBody } from "./views/page-body.tsx";

const PAGE_ROWS = 50;
const FILE_ROWS = 10_000;

type PageHandler = (request: Request<Record<string, string>>, response: Response) => Promise<void>;

/** What was said by the act that led here; only this browser can have set it. */
const SAID_COOKIE = "nightshift_said";

export type PageAnswers = ReturnType<typeof createPageAnswers>;

/** How requests for pages are answered: who asks, whether they may, and what they get. */
export function createPageAnswers(world: PageWorld, assets: { readonly css: string; readonly js: string }) {
  const { database, clock, logger } = world;
  const live = createLiveParts();

  /** Who is signed in; null when nobody is. */
  async function findReader(request: Request): Promise<Reader | null> {
    const token = readSessionCookie(request, world);
    const session = token === null ? null : await findPageSession(database, token, clock());
    if (token === null || session === null) return null;
    const tenants = await world.listRoles(session.userId);
    return { ...session, csrf: csrfOf(token), tenants };
  }

  /** A request by somebody who may see the page. Throws NotFoundError for a tenant that is not theirs, whether it exists or not. */
  async function admit(
    request: Request<Record<string, string>>,
    reader: Reader,
    needed: { readonly role: Role; readonly action: string; readonly section: Section },
  ): Promise<PageRequest> {
    const tenantId = request.params["tenant"] ?? "";
    const held = reader.tenants.find((one) => one.tenantId === tenantId);
    const refusal = {
      door: "http",
      tenantId,
      actor: `slack:${reader.userId}`,
      subject: request.path.slice(0, 200),
      address: request.ip ?? null,
      action: needed.action,
    } as const;
    if (held !== undefined && !hasSection(tenantId, needed.section))
      throw new NotFoundError("page", request.path);
    if (held === undefined) {
      await world.refusals.note({ ...refusal, reason: "wrong_tenant" });
      throw new NotFoundError("page", request.path);
    }
    if (ROLES.indexOf(held.role) < ROLES.indexOf(needed.role)) {
      await world.refusals.note({
        ...refusal,
        reason: "missing_role",
        detail: { role: held.role, needed: needed.role },
      });
      throw new ForbiddenError("This", `the role "${needed.role}" for ${tenantId} (yours is "${held.role}")`);
    }
    const query = new URL(request.url, "http://page").searchParams;
    const zone = isInstallation(tenantId) ? "UTC" : (await readTenant(database, tenantId)).timezone;
    return {
      world,
      reader,
      tenantId,
      role: held.role,
      params: request.params,
      query,
      rowLimit: query.has("csv") ? FILE_ROWS : PAGE_ROWS,
      now: clock(),
      time: createZonedTime(reader.timezone ?? zone),
    };
  }

  function send(
    response: Response,
    page: Page,
    request: PageRequest,
    {
      view,
      said,
    }: {
      readonly view: PageView;
      readonly said: { readonly text: string; readonly secret?: string } | null;
    },
  ): void {
    sendDocument(response, {
      title: `${view.title} · ${request.tenantId}`,
      assets,
      signedIn: {
        userId: request.reader.userId,
        tenantId: request.tenantId,
        section: page.section,
        tenants: request.reader.tenants,
        zone: request.time.zone,
      },
      content: <PageBody view={view} query={request.query} said={said} />,
    });
  }

  function takeSaid(request: Request, response: Response): { readonly text: string } | null {
    const found = new RegExp(`(?:^|; )${SAID_COOKIE}=([\\w-]{1,2000})`).exec(
      request.headers.cookie ?? "",
    )?.[1];
    if (found === undefined) return null;
    response.clearCookie(SAID_COOKIE, { path: "/" });
    return { text: Buffer.from(found, "base64url").toString("utf8") };
  }

  function say(response: Response, text: string): void {
    response.cookie(SAID_COOKIE, Buffer.from(text.slice(0, 1_000)).toString("base64url"), {
      httpOnly: true,
      sameSite: "strict",
      path: "/",
      maxAge: 60_000,
    });
  }

  /** The reader, or null once the request has been answered with the way to sign in. */
  async function requireReader(request: Request, response: Response): Promise<Reader | null> {
    const reader = await findReader(request);
    if (reader === null) askToSignIn(response);
    return reader;
  }

  function askToSignIn(response: Response): void {
    sendDocument(response, {
      status: 401,
      title: "Sign in",
      assets,
      signedIn: null,
      content: (
        <Notice title="Sign in" told="Pages are for people who are signed in, for half a day at a time.">
          <p>
            In Slack type <code>/nightshift login</code> and open the link it answers with. While Slack is
            away, <code>node_modules/.bin/nightshift login SLACK_USER_ID</code> on the server prints such a
            link.
          </p>
        </Notice>
      ),
    });
  }

  return {
    assets,
    findReader,
    requireReader,
    say,
    takeSaid,
    close: live.close,

    show(page: Page): PageHandler {
      return async (incoming, response) => {
        const reader = await requireReader(incoming, response);
        if (reader === null) return;
        const action = `page.${page.section}`;
        const request = await admit(incoming, reader, { role: page.role, section: page.section, action });
        const view = await page.load(request);
        const csv = readField(request.query, "csv");
        if (csv !== null) {
          const table = view.tables?.find(({ name }) => name === csv);
          if (table === undefined) throw new NotFoundError("page", incoming.path);
          await sendTable(
            response,
            table,
            `${request.tenantId}-${table.name}.csv`.replaceAll(/[^\w.-]/g, "-"),
          );
          return;
        }
        if (request.query.has("live")) {
          live.open(response, async () => {
            const current = await findReader(incoming);
            if (current === null) return null;
            const admitted = await admit(incoming, current, {
              role: page.role,
              section: page.section,
              action,
            });
            const renewed = await page.load(admitted);
            return renewed.live === undefined ? null : <LivePart>{renewed.live}</LivePart>;
          });
          return;
        }
        send(response, page, request, { view, said: takeSaid(incoming, response) });
      };
    },

    act(page: Page, acts: Readonly<Record<string, PageAct>>): PageHandler {
      return async (incoming, response) => {
        const reader = await requireReader(incoming, response);
        if (reader === null) return;
        const form = new URLSearchParams(typeof incoming.body === "string" ? incoming.body : "");
        requireOwnForm(incoming, form, reader.csrf);
        const name = form.get("act") ?? "";
        const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
        if (act === undefined) throw new NotFoundError("page", incoming.path);
        const request = await admit(incoming, reader, { ...act, section: page.section });
        const { said, to, secret } = await act.perform(request, form);
        if (secret !== undefined) {
          // Shown in this answer alone: a cookie or an address would keep it.
          send(response, page, request, { view: await page.load(request), said: { text: said, secret } });
          return;
        }
        say(response, said);
        response.redirect(303, to ?? incoming.originalUrl);
      };
    },

    /** Turns whatever a handler throws into a page that says what to do. */
    guard(handler: PageHandler): RequestHandler<Record<string, string>> {
      return async (request, response) => {
        try {
          await handler(request, response);
        } catch (error) {
          const traceId = createTraceId();
          const failure = explainFailure(error, traceId);
          if (failure.status >= 500) {
            logger.error("page_failed", {
              ...errorFields(error),
              traceId,
              status: request.path.slice(0, 200),
            });
          }
          if (response.headersSent) {
            response.destroy();
            return;
          }
          sendDocument(response, {
            status: failure.status,
            title: failure.title,
            assets,
            signedIn: null,
            content: (
              <Notice title={failure.title} told={failure.told}>
                <p>{failure.advice}</p>
                <p>
                  <a href="/">To the overview</a>
                </p>
              </Notice>
            ),
          });
        }
      };
    },
  };
}
