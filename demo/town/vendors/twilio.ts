import { z } from "zod";

import { basicPassword } from "./jira.ts";
import type { ProblemKind, TownVendor, VendorAnswer } from "./town-vendor.ts";

const number = z.string().regex(/^\+[1-9]\d{6,14}$/, "is not a valid phone number");
const MessageBody = z.object({ To: number, From: number, Body: z.string().min(1).max(1600) });

const PROBLEMS: Readonly<Record<ProblemKind, readonly [status: number, code: number]>> = {
  auth: [401, 20003],
  bad_request: [400, 21211],
  content_type: [400, 20001],
  not_found: [404, 20404],
  quota: [429, 20429],
  rate_limited: [429, 20429],
  server: [500, 20500],
};

/** The SMS service: https://www.twilio.com/docs/messaging/api/message-resource. Every POST sends one. */
export function createTwilio(): TownVendor {
  let sent = 0;
  return {
    name: "twilio",
    prefix: "/twilio",
    keyPrefix: "twilio-town-",
    operations: [
      {
        name: "send_message",
        method: "POST",
        path: /^\/2010-04-01\/Accounts\/AC\w+\/Messages\.json$/,
        isPaid: true,
        isForm: true,
        run({ body }) {
          const { To, From, Body } = MessageBody.parse(body);
          sent += 1;
          const sid = `SM${String(sent).padStart(32, "0")}`;
          return {
            status: 201,
            charged: { messages: 1 },
            body: { sid, status: "queued", to: To, from: From, body: Body },
          };
        },
      },
      {
        name: "read_account",
        method: "GET",
        path: /^\/2010-04-01\/Accounts\/AC\w+\.json$/,
        isPaid: false,
        run: () => ({ status: 200, body: { status: "active" } }),
      },
    ],
    readKey: ({ headers }) => basicPassword(headers),
    problem: (kind, _operation, detail) => problem(kind, detail),
    malform: (answer) => ({ ...answer, body: "queued" }),
  };
}

function problem(kind: ProblemKind, message: string): VendorAnswer {
  const [status, code] = PROBLEMS[kind];
  return { status, body: { code, message, status } };
}
