import { ODOO_MODELS } from "./odoo-models.ts";
import type { StoredRecord } from "./odoo-record.ts";
import { OdooTable } from "./odoo-table.ts";

const COUNTRIES = [
  { code: "SG", name: "Singapore" },
  { code: "MY", name: "Malaysia" },
  { code: "DE", name: "Germany" },
  { code: "DK", name: "Denmark" },
  { code: "US", name: "United States" },
  { code: "ES", name: "Spain" },
];

/** The Odoo databases of the town, one a tenant. */
export class OdooDatabases {
  readonly #tables: ReadonlyMap<string, ReadonlyMap<string, OdooTable>>;

  constructor(names: readonly string[]) {
    this.#tables = new Map(names.map((name) => [name, createTables()]));
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

function createTables(): Map<string, OdooTable> {
  const tables = new Map(
    Object.entries(ODOO_MODELS).map(([model, definition]) => [model, new OdooTable(model, definition)]),
  );
  tables.get("res.country")?.create(COUNTRIES);
  return tables;
}
