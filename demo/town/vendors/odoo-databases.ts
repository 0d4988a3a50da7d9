import { ODOO_MODELS } from "./odoo-models.ts";
import { OdooTable } from "./odoo-table.ts";
import type { StoredRecord } from "./stored-record.ts";

const COUNTRIES = [
  { code: "SG", name: "Singapore" },
  { code: "MY", name: "Malaysia" },
  { code: "DE", name: "Germany" },
  { code: "DK", name: "Denmark" },
  { code: "US", name: "United States" },
  { code: "ES", name: "Spain" },
];

/** The Odoo databases of the town, one per tenant. */
export class OdooDatabases {
  readonly #tables: ReadonlyMap<string, ReadonlyMap<string, OdooTable>>;

  /** `withoutFields` are missing from every model, as in an Odoo without the module that adds them. */
  constructor(names: readonly string[], withoutFields: readonly string[] = []) {
    this.#tables = new Map(names.map((name) => [name, createTables(withoutFields)]));
  }

  has(database: string): boolean {
    return this.#tables.has(database);
  }

  table(database: string, model: string): OdooTable | undefined {
    return this.#tables.get(database)?.get(model);
  }

  /** Everything stored under a model, archived records included; throws a RangeError for a name that does not exist. */
  records(database: string, model: string): readonly StoredRecord[] {
    const table = this.table(database, model);
    if (table === undefined)
      throw new RangeError(`There is no model "${model}" in a database "${database}".`);
    return table.records;
  }
}

function createTables(withoutFields: readonly string[]): Map<string, OdooTable> {
  const kept = <Value>(values: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(values).filter(([field]) => !withoutFields.includes(field)));
  const tables = new Map(
    Object.entries(ODOO_MODELS).map(([model, { fields, defaults, ...rules }]) => [
      model,
      new OdooTable(model, { ...rules, fields: kept(fields), defaults: kept(defaults) }),
    ]),
  );
  tables.get("res.country")?.create(COUNTRIES);
  return tables;
}
