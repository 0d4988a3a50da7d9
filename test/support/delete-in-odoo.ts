import type { Town } from "../../demo/town/start-town.ts";

/** Deletes records of acme's Odoo, as a person at the CRM may. Throws when Odoo will not. */
export async function deleteInOdoo(
  { odooUrl, odooApiKey }: Town,
  model: string,
  ids: readonly number[],
): Promise<void> {
  const { status } = await fetch(`${odooUrl}/json/2/${model}/unlink`, {
    method: "POST",
    headers: {
      authorization: `bearer ${odooApiKey}`,
      "x-odoo-database": "acme",
      "content-type": "application/json",
    },
    body: JSON.stringify({ ids }),
  });
  if (status !== 200) throw new Error(`Odoo answered ${status} to unlink of ${model} ${ids.join(", ")}`);
}
