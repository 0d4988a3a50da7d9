import { odooError } from "./odoo-error.ts";
import type { OdooTable } from "./odoo-table.ts";
import { VendorProblem } from "./town-vendor.ts";

/** Rows to import, one cell per field; `id` is the external id, `FIELD/.id` the id of a related record. */
interface Rows {
  readonly fields: readonly string[];
  readonly data: readonly (readonly string[])[];
}

/** Creates a record per row, or updates the one its external id names; all or nothing. Refused values are reported, not raised. */
export function loadRows(
  table: OdooTable,
  externalIds: OdooTable | undefined,
  { fields, data }: Rows,
): object {
  if (externalIds === undefined) throw new RangeError("every database has its external ids");
  for (const field of fields) table.fieldType(withoutPath(field));
  const rows = data.map((cells) => readRow(table, fields, cells));
  const ids: number[] = [];
  for (const { externalId, values } of rows) {
    try {
      ids.push(keep(table, externalIds, externalId, values));
    } catch (error) {
      if (!(error instanceof VendorProblem)) throw error;
      for (const id of ids) table.unlink([id]);
      return {
        ids: false,
        messages: [{ type: "error", record: ids.length, message: error.message }],
        nextrow: 0,
      };
    }
  }
  return { ids, messages: [], nextrow: 0 };
}

function keep(
  table: OdooTable,
  externalIds: OdooTable,
  externalId: string,
  values: Readonly<Record<string, unknown>>,
): number {
  const [module = "", name = ""] = externalId.split(/\.(.*)/s);
  const entry = externalIds.records.find((one) => one["module"] === module && one["name"] === name);
  const known = table.records.find(({ id }) => id === entry?.["res_id"]);
  if (known !== undefined) {
    table.write([known.id], values);
    return known.id;
  }
  const [id = 0] = table.create([values]);
  if (entry === undefined) externalIds.create([{ module, name, model: table.model, res_id: id }]);
  else externalIds.write([entry.id], { res_id: id });
  return id;
}

function readRow(table: OdooTable, fields: readonly string[], cells: readonly string[]) {
  const values: Record<string, unknown> = {};
  let externalId = "";
  for (const [place, field] of fields.entries()) {
    const cell = cells[place] ?? "";
    if (field === "id") externalId = cell;
    else values[withoutPath(field)] = readCell(table.fieldType(withoutPath(field)), cell);
  }
  if (!/^\w+\.[\w-]+$/.test(externalId)) {
    throw odooError(
      "builtins.ValueError",
      `The town loads only rows with an external id, not '${externalId}'`,
    );
  }
  return { externalId, values };
}

function readCell(type: string, cell: string): unknown {
  if (type === "boolean") return ["1", "true", "yes"].includes(cell.toLowerCase());
  return type === "integer" || type === "float" || type.startsWith("many2one:") ? Number(cell) : cell;
}

const withoutPath = (field: string) => field.replace(/\/\.id$/, "");
