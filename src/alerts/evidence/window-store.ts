import type { Transaction } from "../../database/database.ts";
import type { QaWindow } from "../../qa/rates/qa-window.ts";
import type { ServiceLevels } from "../rulebook/rule.ts";
import { readServiceLevels } from "./service-level-store.ts";
import { readQaWindows, type TenantMoment } from "./verdict-count-store.ts";

/** What is known about tenants over many nights, by the moment's key. */
export interface Windows {
  readonly verdicts: ReadonlyMap<string, QaWindow>;
  readonly levels: ReadonlyMap<string, ServiceLevels>;
}

/** Reads them in two queries, which are the longest of all: `read` may do both at the same time. */
export async function readWindows(
  read: <Result>(work: (transaction: Transaction) => Promise<Result>) => Promise<Result>,
  moments: readonly TenantMoment[],
): Promise<Windows> {
  const [verdicts, levels] = await Promise.all([
    read((transaction) => readQaWindows(transaction, moments)),
    read((transaction) => readServiceLevels(transaction, moments)),
  ]);
  return { verdicts, levels };
}
