import type { Request, Response } from "express";
import { type LoginLinkState, readLoginLink, takeLoginLink } from "../access/login-link-store.ts";
import { createPageSession, endPageSessions, setSessionTimezone } from "../access/page-session-store.ts";
import { insertAudit } from "../database/tenants/audit-store.ts";
import { ForbiddenError } from "../errors.ts";
import type { PageAnswers } from "./create-page-answers.tsx";
import { homePath } from "./kit/is-installation.ts";
import type { PageWorld, Reader } from "./kit/page-request.ts";
import { readField } from "./kit/read-field.ts";
import { requireOwnForm, setSessionCookie } from "./kit/read-session-cookie.ts";
import { isTimezone } from "./kit/zoned-time.ts";
import { sendDocument } from "./send-document.tsx";
import { ActForm } from "./views/act-form.tsx";
import { Notice } from "./views/notice.tsx";
import { TextField } from "./views/text-field.tsx";

/** What is wrong with a link, in a sentence. */
const NO_USE: Readonly<Record<Exclude<LoginLinkState, "usable">, string>> = {
  used: "This link has been used. Each link signs in once.",
  expired: "This link has expired. Links are good for ten minutes.",
  unknown: "There is no such sign-in link. Part of it may be missing.",
};

type PersonRequest = Request<Record<string, string>>;

/** Signing in by a link, the reader's settings, and signing out. */
export function createSignIn(world: PageWorld, answers: PageAnswers) {
  const { database, clock } = world;
  const { assets } = answers;

  /** Signing in and out are noted for every tenant the person may see, where its admins look. */
  async function audit(
    userId: string,
    tenantIds: readonly string[],
    action: string,
    detail = {},
  ): Promise<void> {
    for (const tenantId of tenantIds.slice(0, 50)) {
      await database.withTenant(tenantId, (transaction) =>
        insertAudit(transaction, {
          tenantId,
          actor: `slack:${userId}`,
          action,
          subject: userId,
          detail,
          at: clock(),
        }),
      );
    }
  }

  function refuseLink(response: Response, state: Exclude<LoginLinkState, "usable">): void {
    sendDocument(response, {
      status: 410,
      title: "Sign in again",
      assets,
      signedIn: null,
      content: (
        <Notice title="Sign in again" told={NO_USE[state]}>
          <p>
            Type <code>/nightshift login</code> in Slack for another, or run{" "}
            <code>node_modules/.bin/nightshift login SLACK_USER_ID</code> on the server.
          </p>
        </Notice>
      ),
    });
  }

  function showAccountPage(response: Response, reader: Reader, said: string | null): void {
    sendDocument(response, {
      title: "Your account",
      assets,
      signedIn: {
        userId: reader.userId,
        tenantId: reader.tenants[0]?.tenantId ?? null,
        section: null,
        tenants: reader.tenants,
        zone: reader.timezone ?? "the tenant's zone",
      },
      content: (
        <>
          {said !== null && (
            <p className="said" role="status">
              {said}
            </p>
          )}
          <div className="head">
            <h1>Your account</h1>
            <p className="lead">Signed in as {reader.userId}.</p>
          </div>
          <div className="cards">
            <section className="card">
              <div className="card-head">
                <h2>Time zone</h2>
              </div>
              <ActForm csrf={reader.csrf} act="zone" label="Save">
                <TextField
                  name="timezone"
                  label="IANA name; empty for each tenant's own"
                  value={reader.timezone ?? ""}
                  placeholder="Europe/Berlin"
                />
              </ActForm>
            </section>
            <section className="card">
              <div className="card-head">
                <h2>Your roles</h2>
              </div>
              <dl className="facts">
                {reader.tenants.map(({ tenantId, role }) => (
                  <div key={tenantId} className="fact">
                    <dt>{tenantId}</dt>
                    <dd>{role}</dd>
                  </div>
                ))}
              </dl>
            </section>
            <section className="card">
              <div className="card-head">
                <h2>Sign out</h2>
              </div>
              <div className="acts">
                <ActForm csrf={reader.csrf} act="out" label="Sign out" />
                <ActForm csrf={reader.csrf} act="out-everywhere" label="Sign out everywhere" isQuiet />
              </div>
            </section>
          </div>
        </>
      ),
    });
  }

  return {
    /** Leads to the first of the reader's tenants. */
    showHome: async (request: PersonRequest, response: Response): Promise<void> => {
      const reader = await answers.requireReader(request, response);
      if (reader === null) return;
      const [first] = reader.tenants;
      if (first === undefined) {
        throw new ForbiddenError("Looking at pages", "a role for a tenant (you have none yet)");
      }
      response.redirect(303, homePath(first.tenantId));
    },

    /** Asks to press a button: programs that look at links must not use them up. */
    showLink: async (request: PersonRequest, response: Response): Promise<void> => {
      const state = await readLoginLink(database, request.params["token"] ?? "", clock());
      if (state !== "usable") {
        refuseLink(response, state);
        return;
      }
      sendDocument(response, {
        title: "Sign in",
        assets,
        signedIn: null,
        content: (
          <Notice title="Sign in" told="This link signs you in once, in this browser.">
            <form method="post">
              <input type="hidden" name="timezone" data-own="" />
              <button type="submit" className="button">
                Sign in
              </button>
            </form>
          </Notice>
        ),
      });
    },

    useLink: async (request: PersonRequest, response: Response): Promise<void> => {
      const form = new URLSearchParams(typeof request.body === "string" ? request.body : "");
      requireOwnForm(request, form, null);
      const zone = readField(form, "timezone");
      const timezone = zone !== null && isTimezone(zone) ? zone : null;
      const now = clock();
      const { state, userId, token } = await database.withService(async (transaction) => {
        const taken = await takeLoginLink(transaction, request.params["token"] ?? "", now);
        return taken.state === "usable"
          ? { ...taken, token: await createPageSession(transaction, { userId: taken.userId, timezone, now }) }
          : { ...taken, token: null };
      });
      if (state !== "usable" || token === null) {
        refuseLink(response, state === "usable" ? "used" : state);
        return;
      }
      const tenants = await world.listRoles(userId);
      await audit(
        userId,
        tenants.map(({ tenantId }) => tenantId),
        "session.begin",
      );
      setSessionCookie(request, response, world, token);
      response.redirect(303, "/");
    },

    showAccount: async (request: PersonRequest, response: Response): Promise<void> => {
      const reader = await answers.requireReader(request, response);
      if (reader !== null)
        showAccountPage(response, reader, answers.takeSaid(request, response)?.text ?? null);
    },

    changeAccount: async (request: PersonRequest, response: Response): Promise<void> => {
      const reader = await answers.requireReader(request, response);
      if (reader === null) return;
      const form = new URLSearchParams(typeof request.body === "string" ? request.body : "");
      requireOwnForm(request, form, reader.csrf);
      const act = form.get("act");
      if (act === "zone") {
        const zone = readField(form, "timezone");
        if (zone !== null && !isTimezone(zone)) {
          showAccountPage(
            response,
            reader,
            `"${zone}" is not a time zone. Try a name such as Europe/Berlin.`,
          );
          return;
        }
        await setSessionTimezone(database, reader.sessionHash, zone);
        answers.say(response, zone === null ? "Times are in each tenant's zone." : `Times are in ${zone}.`);
        response.redirect(303, "/account");
        return;
      }
      const everywhere = act === "out-everywhere";
      const ended = await endPageSessions(database, reader, { everywhere, now: clock() });
      await audit(
        reader.userId,
        reader.tenants.map(({ tenantId }) => tenantId),
        "session.end",
        { everywhere, ended },
      );
      setSessionCookie(request, response, world, null);
      response.redirect(303, "/");
    },
  };
}
