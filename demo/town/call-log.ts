import type { IncomingHttpHeaders } from "node:http";

import { type Charges, type Ledger, ledgerOf, type RecordedCall } from "./call-record.ts";
import type { FaultMode } from "./fault.ts";

type Opening = Pick<RecordedCall, "vendor" | "operation" | "host" | "path" | "database" | "bodyDigest"> & {
  readonly headers: IncomingHttpHeaders;
};

/** A call in progress; logged when it is closed. */
export interface OpenCall {
  fault: FaultMode | null;
  key: string | null;
  charged: Charges;
  /** `status` is null if the connection was cut. Only the first close counts. */
  close(status: number | null): void;
}

/** All calls to the town, in the order of their answers. */
export class CallLog {
  readonly #calls: RecordedCall[] = [];

  get calls(): readonly RecordedCall[] {
    return [...this.#calls];
  }

  get ledger(): Ledger {
    return ledgerOf(this.#calls);
  }

  open({ headers, ...opening }: Opening): OpenCall {
    const startedAt = new Date().toISOString();
    const traceparent = headers["traceparent"];
    let isOpen = true;
    const open: OpenCall = {
      fault: null,
      key: null,
      charged: {},
      close: (status) => {
        if (!isOpen) return;
        isOpen = false;
        this.#calls.push({
          number: this.#calls.length + 1,
          ...opening,
          status,
          fault: open.fault,
          charged: open.charged,
          key: open.key,
          traceparent: typeof traceparent === "string" ? traceparent : null,
          startedAt,
          endedAt: new Date().toISOString(),
        });
      },
    };
    return open;
  }
}
