import type { IncomingMessage } from "node:http";
import { z } from "zod";

import type { CallLog } from "./call-log.ts";
import { FAULT_MODES, FAULT_TARGETS } from "./fault.ts";
import type { FaultBook } from "./fault-book.ts";
import type { VendorAnswer } from "./vendors/town-vendor.ts";

/** What can be controlled and read from outside. */
export interface Control {
  readonly faults: FaultBook;
  readonly log: CallLog;
}

const FaultOrder = z.strictObject({
  vendor: z.enum(FAULT_TARGETS),
  mode: z.enum(FAULT_MODES),
  after: z.int().min(0).optional(),
  times: z.int().min(1).optional(),
  match: z.string().min(1).optional(),
  share: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
  delayMs: z.int().min(0).max(60_000).optional(),
});

/** `POST /__control` (set a fault), `DELETE /__control` (clear faults), `GET /__calls`, `GET /__ledger`. */
export function answerControl(
  control: Control,
  request: IncomingMessage,
  url: URL,
  text: string,
): VendorAnswer {
  switch (`${request.method} ${url.pathname}`) {
    case "POST /__control": {
      const order = readOrder(text);
      if (!order.success) return { status: 400, body: { error: z.prettifyError(order.error) } };
      control.faults.add(order.data);
      return { status: 200, body: order.data };
    }
    case "DELETE /__control":
      control.faults.clear();
      return { status: 200, body: {} };
    case "GET /__calls":
      return { status: 200, body: control.log.calls };
    case "GET /__ledger":
      return { status: 200, body: control.log.ledger };
    default:
      return {
        status: 404,
        body: { error: "known: POST and DELETE /__control, GET /__calls, GET /__ledger" },
      };
  }
}

function readOrder(text: string) {
  try {
    return FaultOrder.safeParse(JSON.parse(text));
  } catch {
    return FaultOrder.safeParse(text);
  }
}
