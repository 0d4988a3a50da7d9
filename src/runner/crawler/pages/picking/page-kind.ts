/** What a page of a company's site is about; `other` is useful, but none of the named kinds. */
export type PageKind = "home" | "about" | "contact" | "careers" | "products" | "team" | "other";

/** The order in which kinds are read, best first. */
export const PICKING_ORDER = ["about", "contact", "careers", "products", "team", "other"] as const;

export type PickedKind = (typeof PICKING_ORDER)[number];
