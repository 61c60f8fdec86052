#!/bin/sh
# Starts MariaDB and understands the variables of the official image:
# MARIADB_ROOT_PASSWORD, MARIADB_DATABASE, MARIADB_USER, MARIADB_PASSWORD.
set -eu

data=/var/lib/mysql
init=/run/mysqld/init.sql

quoted() { printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e "s/'/\\\\'/g"; }

mkdir -p /run/mysqld
chown mysql:mysql /run/mysqld "$data"
if [ ! -d "$data/mysql" ]; then
    mariadb-install-db --user=mysql --datadir="$data" --skip-test-db >/dev/null
fi

# Every statement may be repeated, so that a first start which was cut short is made good by the next.
root=$(quoted "${MARIADB_ROOT_PASSWORD:?}")
cat >"$init" <<SQL
create user if not exists root@'%';
alter user root@'%' identified by '$root';
alter user root@localhost identified by '$root';
grant all on *.* to root@'%' with grant option;
SQL
if [ -n "${MARIADB_DATABASE:-}" ]; then
    cat >>"$init" <<SQL
create database if not exists \`$MARIADB_DATABASE\`;
SQL
fi
if [ -n "${MARIADB_USER:-}" ] && [ "$MARIADB_USER" != root ]; then
    user=$(quoted "$MARIADB_USER")
    cat >>"$init" <<SQL
create user if not exists '$user'@'%' identified by '$(quoted "${MARIADB_PASSWORD:?}")';
grant all on \`${MARIADB_DATABASE:-$MARIADB_USER}\`.* to '$user'@'%';
SQL
fi

exec mariadbd --user=mysql --datadir="$data" --init-file="$init" \
    --bind-address='*' --socket=/run/mysqld/mysqld.sock --skip-name-resolve "$@"
