#!/bin/sh
# Makes nightshift's roles and database; run once, by the image's entrypoint when the server's data is made, or by hand with
# psql's settings in the environment (PGHOST, PGUSER, …). docs/running-in-production.md has the same as SQL.
set -eu
psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-${PGUSER:-postgres}}" --dbname postgres \
  -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" -v service="$SERVICE_PASSWORD" <<'SQL'
create role nightshift_owner login password :'owner';
create role nightshift_app login password :'app' nosuperuser nobypassrls;
create role nightshift_service login password :'service' nosuperuser nobypassrls;
create database nightshift owner nightshift_owner;
select format('alter role %I set %I = %L', role, setting, value) from unnest(array['nightshift_app', 'nightshift_service']) role,
  (values ('statement_timeout', '30s'), ('lock_timeout', '20s'), ('idle_in_transaction_session_timeout', '10s'),
    ('idle_session_timeout', '1h'), ('tcp_keepalives_idle', '10'), ('tcp_keepalives_interval', '5'), ('tcp_keepalives_count', '3'), ('tcp_user_timeout', '25s')
  ) as s (setting, value) \gexec
alter role nightshift_owner set lock_timeout = '60s';
alter role nightshift_owner set idle_in_transaction_session_timeout = '10min';
alter role nightshift_owner set idle_session_timeout = '1h';
SQL
