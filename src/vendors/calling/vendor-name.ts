import type { VENDOR_NAMES } from "../../entities/vocabulary.ts";

/** A service that a night calls, pays or writes to. */
export type VendorName = (typeof VENDOR_NAMES)[number];
