/** A record as stored: relations as ids, an empty field as false or absent. */
export type StoredRecord = Readonly<Record<string, unknown>> & { readonly id: number };
