import {
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  VariableRefresh,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { POSTGRES_TYPE, SOURCE } from "./postgres-target.ts";

const TAG = "nightshift";

/**
 * A dashboard of one tenant, whose data source is chosen at its top. All of them link to each other, keeping the time and
 * the choices, and their tables lead to the pages of nightshift.
 */
export function createDashboard(uid: string, title: string, description: string): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(`nightshift-${uid}`)
    .description(description)
    .tags([TAG])
    .timezone("browser")
    .time({ from: "now-30d", to: "now" })
    .refresh("5m")
    .link(
      new DashboardLinkBuilder("nightshift")
        .type(DashboardLinkType.Dashboards)
        .tags([TAG])
        .includeVars(true)
        .keepTime(true),
    )
    .withVariable(
      new DatasourceVariableBuilder("source").label("Tenant").type(POSTGRES_TYPE).regex("/^nightshift/"),
    )
    .withVariable(
      choice("tenant", "Tenant's id", "select tenant_id from reports.tenant").hide(VariableHide.HideVariable),
    )
    .withVariable(
      new TextBoxVariableBuilder("pages")
        .label("Address of nightshift")
        .defaultValue("http://127.0.0.1:3000"),
    );
}

/** A choice from the values that a query finds. */
export function choice(name: string, label: string, sql: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(SOURCE)
    .query(sql)
    .definition(sql)
    .refresh(VariableRefresh.OnTimeRangeChanged);
}
