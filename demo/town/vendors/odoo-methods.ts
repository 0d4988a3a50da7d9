import { z } from "zod";
import { isList } from "../is-list.ts";
import { loadRows } from "./load-rows.ts";
import type { OdooDatabases } from "./odoo-databases.ts";
import { odooError } from "./odoo-error.ts";
import type { OdooTable } from "./odoo-table.ts";
import type { StoredRecord } from "./stored-record.ts";

/** What a method receives. */
interface MethodCall {
  readonly table: OdooTable;
  readonly database: string;
  readonly databases: OdooDatabases;
  readonly body: unknown;
}
type Method = (call: MethodCall) => unknown;

const Domain = z.array(z.unknown()).default([]);
const Fields = z.array(z.string()).nullish();
const Ids = z.array(z.int());
const Values = z.record(z.string(), z.unknown());
const Context = z.looseObject({ active_test: z.boolean().optional() }).nullish();
const Paging = {
  domain: Domain,
  offset: z.int().min(0).default(0),
  limit: z.int().min(0).nullish(),
  order: z.string().nullish(),
  context: Context,
};

const Search = z.strictObject(Paging);
const SearchCount = z.strictObject({ domain: Domain, limit: z.int().nullish(), context: Context });
const SearchRead = z.strictObject({ ...Paging, fields: Fields, load: z.string().nullish() });
const Read = z.strictObject({ ids: Ids, fields: Fields, load: z.string().nullish(), context: Context });
const Create = z.strictObject({ vals_list: z.union([z.array(Values), Values]), context: Context });
const Load = z.strictObject({
  fields: z.array(z.string()),
  data: z.array(z.array(z.string())),
  context: Context,
});
const Write = z.strictObject({ ids: Ids, vals: Values, context: Context });
const Unlink = z.strictObject({ ids: Ids, context: Context });
const NameSearch = z.strictObject({
  name: z.string().default(""),
  domain: Domain,
  operator: z.string().default("ilike"),
  limit: z.int().default(100),
  context: Context,
});
const FieldsGet = z.strictObject({
  allfields: z.array(z.string()).nullish(),
  attributes: z.array(z.string()).nullish(),
  context: Context,
});

/** The methods that may be called, each with exactly its named arguments. */
export const ODOO_METHODS: Readonly<Record<string, Method>> = {
  search: ({ table, body }) => find(table, Search.parse(body)).map(({ id }) => id),
  search_count: ({ table, body }) => find(table, SearchCount.parse(body)).length,
  search_read(call) {
    const { fields, ...search } = SearchRead.parse(call.body);
    return find(call.table, search).map((record) => show(call, record, fields));
  },
  read(call) {
    const { ids, fields } = Read.parse(call.body);
    return call.table.browse(ids).map((record) => show(call, record, fields));
  },
  create({ table, body }) {
    const values = Create.parse(body).vals_list;
    return isList(values) ? table.create(values) : table.create([values])[0];
  },
  load: ({ table, database, databases, body }) =>
    loadRows(table, databases.table(database, "ir.model.data"), Load.parse(body)),
  write({ table, body }) {
    const { ids, vals } = Write.parse(body);
    table.write(ids, vals);
    return true;
  },
  unlink({ table, body }) {
    table.unlink(Unlink.parse(body).ids);
    return true;
  },
  name_search({ table, body }) {
    const { name, domain, operator, limit, context } = NameSearch.parse(body);
    const named = name === "" ? domain : [...domain, ["name", operator, name]];
    return find(table, { domain: named, limit, context }).map((record) => [record.id, displayName(record)]);
  },
  fields_get({ table, body }) {
    const only = FieldsGet.parse(body).allfields ?? [];
    const fields = Object.entries(table.definition.fields).filter(
      ([field]) => only.length === 0 || only.includes(field),
    );
    return Object.fromEntries(
      fields.map(([field, type]) => {
        const [kind, relation] = type.split(":");
        return [
          field,
          { name: field, type: kind, string: field, ...(relation === undefined ? {} : { relation }) },
        ];
      }),
    );
  },
};

interface Found {
  readonly domain: readonly unknown[];
  readonly offset?: number | undefined;
  readonly limit?: number | null | undefined;
  readonly order?: string | null | undefined;
  readonly context?: { readonly active_test?: boolean | undefined } | null | undefined;
}

const find = (table: OdooTable, { context, ...search }: Found) =>
  table.search({ ...search, withArchived: context?.active_test === false });

/** A record as `read` returns it: empty fields are false, many2one fields are `[id, name]`. */
function show(call: MethodCall, record: StoredRecord, fields: readonly string[] | null | undefined): object {
  const { table, database, databases } = call;
  const wanted = fields == null || fields.length === 0 ? Object.keys(table.definition.fields) : fields;
  const shown = ["id", ...wanted.filter((field) => field !== "id")].map((field): [string, unknown] => {
    const type = table.fieldType(field);
    const value = record[field];
    if (field === "display_name") return [field, displayName(record)];
    if (type.startsWith("many2many:")) return [field, value ?? []];
    if (type.startsWith("many2one:") && typeof value === "number") {
      const target = databases.table(database, type.slice("many2one:".length));
      const other = target?.records.find(({ id }) => id === value);
      return [field, [value, other === undefined ? "" : displayName(other)]];
    }
    const empty = type === "integer" || type === "float" ? 0 : false;
    return [field, value ?? empty];
  });
  return Object.fromEntries(shown);
}

function displayName(record: StoredRecord): string {
  const { name } = record;
  if (typeof name !== "string") throw odooError("builtins.ValueError", `Record ${record.id} has no name`);
  return name;
}
