import type { VendorName } from "../../../entities/vendor-table.ts";
import { vendorOf } from "../../../vendors/vendors.ts";

/** A reservation older than this belongs to a process that is gone: no attempt takes anywhere near as long. */
export const STALE_RESERVATION_MS = 30 * 60_000;

/**
 * How long after its reservation another process's call is waited for: as long as an attempt may take. A reservation that
 * is older belongs to a process that is gone, or was not settled.
 */
export function waitedForMs(vendor: VendorName): number {
  return vendorOf(vendor).timeoutMs + SETTLED_WITHIN_MS;
}

const SETTLED_WITHIN_MS = 5_000;
