#!/bin/bash
# Runs once, when the volume is new: a database and a role for each service, and none may enter another's.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<SQL
revoke connect, temporary on database postgres, template1 from public;
SQL
for pair in "gateway:$GATEWAY_PASSWORD" "programs:$PROGRAMS_PASSWORD" "membership:$MEMBERSHIP_PASSWORD" "grants:$GRANTS_PASSWORD"; do
  name="${pair%%:*}"
  psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set name="$name" --set password="${pair#*:}" <<'SQL'
create role :"name" login nosuperuser nocreatedb nocreaterole password :'password';
create database :"name" owner :"name" template template0 encoding 'UTF8';
revoke connect, temporary on database :"name" from public;
SQL
done
