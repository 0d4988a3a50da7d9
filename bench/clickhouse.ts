import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitUntil } from "../test/support/wait-until.ts";
import { freePort } from "./free-port.ts";

/** A ClickHouse with one table for events. */
export interface ClickHouse {
  readonly version: string;
  readonly insertUrl: string;
  /** Events as it takes them: a line each, their attributes as a text. */
  bodyOf(events: readonly { readonly attributes: object }[]): Buffer;
  empty(): Promise<void>;
  count(): Promise<number>;
  stop(): Promise<void>;
}

const TABLE = `create table events (type String, agent_id String, run_id String, ts String,
  at DateTime materialized parseDateTimeBestEffort(ts), dedupe_key String, trace_id String, stage String, model String,
  provider String, tokens_input UInt32, tokens_cached UInt32, tokens_output UInt32, duration_ms UInt32, attributes String)
  engine = MergeTree partition by toDate(at) order by (agent_id, at)`;

const USERS = `<yandex><profiles><default/></profiles><users><default><password></password>
  <networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
  <quotas><default><interval><duration>3600</duration><queries>0</queries><errors>0</errors><result_rows>0</result_rows>
  <read_rows>0</read_rows><execution_time>0</execution_time></interval></default></quotas></yandex>`;

/** Starts the ClickHouse that is installed on this machine, with a folder of its own; null if there is none. */
export async function startClickHouse(): Promise<ClickHouse | null> {
  if (spawnSync("clickhouse-server", ["--help"], { stdio: "ignore" }).error !== undefined) return null;
  const folder = mkdtempSync(join(tmpdir(), "clickhouse-"));
  const [http, tcp] = [await freePort(), await freePort()];
  writeFileSync(join(folder, "users.xml"), USERS);
  writeFileSync(
    join(folder, "config.xml"),
    `<yandex><logger><level>error</level><console>1</console></logger><http_port>${http}</http_port><tcp_port>${tcp}</tcp_port>
     <listen_host>127.0.0.1</listen_host><keep_alive_timeout>3600</keep_alive_timeout><path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path>
     <mark_cache_size>536870912</mark_cache_size><users_config>users.xml</users_config>
     <default_profile>default</default_profile><default_database>default</default_database></yandex>`,
  );
  const child = spawn("clickhouse-server", [`--config-file=${join(folder, "config.xml")}`], {
    cwd: folder,
    stdio: "ignore",
  });
  const exit = once(child, "exit");
  const url = `http://127.0.0.1:${http}/`;
  async function ask(sql: string): Promise<string> {
    const response = await fetch(url, { method: "POST", body: sql });
    const text = await response.text();
    if (!response.ok) throw new Error(`ClickHouse refused ${sql}: ${text}`);
    return text;
  }
  const isUp = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitUntil(isUp, "ClickHouse to answer", 60_000);
  await ask(TABLE);
  return {
    version: (await ask("select version()")).trim(),
    insertUrl: `${url}?query=${encodeURIComponent("insert into events format JSONEachRow")}`,
    bodyOf: (events) =>
      Buffer.from(
        events
          .map((event) => JSON.stringify({ ...event, attributes: JSON.stringify(event.attributes) }))
          .join("\n"),
      ),
    empty: async () => {
      await ask("drop table events");
      await ask(TABLE);
    },
    count: async () => Number(await ask("select count() from events")),
    async stop() {
      child.kill();
      await exit;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
