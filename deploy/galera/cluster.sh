#!/bin/sh
# A MariaDB Galera Cluster of three nodes on this machine, to try what docs/operations.md says of one. Each has a loopback
# address of its own, so that the ports are those of three machines. Needs MariaDB and Galera 4; as root on Debian it installs them.
#
#   cluster.sh start       the first node alone, then the others; prints the connection string
#   cluster.sh stop        in order, so that the next start finds the last node's data to begin with
#   cluster.sh status      a line a node
#   cluster.sh kill N      takes node N (1, 2, 3) away as a power cut would
#   cluster.sh rejoin N    brings it back; it fetches what it missed from the others
#
# GALERA_DIRECTORY is where all of it is kept, artifacts/galera where nothing is said.
set -eu

PORT=13306
ADDRESSES=127.0.0.11,127.0.0.12,127.0.0.13
PATIENCE_SECONDS=120

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${GALERA_DIRECTORY:=$here/../../artifacts/galera}"
data=$(cd "$GALERA_DIRECTORY" && pwd)
user=$(id -un)
PATH=$PATH:/usr/sbin

fail() {
    echo "$1" >&2
    exit 1
}

node() {
    case ${1:-} in [123]) echo "$data/node$1" ;; *) fail "Which node? 1, 2 or 3." ;; esac
}

install_packages() {
    if ! command -v mariadbd >/dev/null || ! command -v mariabackup >/dev/null || ! command -v socat >/dev/null || [ ! -e /usr/lib/galera/libgalera_smm.so ]; then
        [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || fail "Install mariadb-server, mariadb-backup and galera-4, or run this as root on Debian."
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -qq --no-install-recommends mariadb-server mariadb-backup galera-4 >/dev/null
    fi
}

# galera.cnf as an operator would fill it in, and below it what three nodes on one machine need.
configure() {
    address=127.0.0.1$1
    sed -e "s/NODE_ADDRESS/$address/g; s/CLUSTER_ADDRESSES/$ADDRESSES/g" "$here/galera.cnf" >"$2/galera.cnf"
    cat >>"$2/galera.cnf" <<END
port = $PORT
user = $user
datadir = $2/data
socket = $2/socket
pid_file = $2/pid
log_error = $2/error.log
skip_name_resolve = ON
innodb_buffer_pool_size = 128M
wsrep_sst_auth = $user:
END
}

create() {
    mkdir -p "$1"
    configure "$2" "$1"
    mariadb-install-db --no-defaults --user="$user" --datadir="$1/data" --skip-test-db --auth-root-socket-user="$user" >"$1/install.log" 2>&1 ||
        fail "mariadb-install-db fails; see $1/install.log."
}

# Where the data of a node that was cut off ends, which its own note of it does not say any more.
position() {
    mariadbd --defaults-file="$1/galera.cnf" --wsrep-recover --log-error="$1/recovery.log" >/dev/null 2>&1 || true
    sed -n 's/.*WSREP: Recovered position: *//p' "$1/recovery.log" | tail -n 1
}

# A process that was killed may stay in the list of processes, without a program.
is_running() {
    case $([ ! -s "$1/pid" ] || readlink "/proc/$(cat "$1/pid")/exe") in */mariadbd*) ;; *) return 1 ;; esac
}

launch() {
    directory=$1
    shift
    is_running "$directory" && return
    rm -f "$directory/pid" "$directory/recovery.log"
    [ ! -e "$directory/data/grastate.dat" ] || set -- "$@" "--wsrep-start-position=$(position "$directory")"
    # In a session of its own: Ctrl+C in a terminal is not meant for it.
    setsid mariadbd --defaults-file="$directory/galera.cnf" "$@" >/dev/null 2>&1 </dev/null &
}

ask() {
    # By standard input, for it may hold a password.
    echo "$2" | mariadb --no-defaults --socket="$1/socket" --user="$user" --batch --skip-column-names 2>/dev/null
}

state() {
    ask "$1" "SHOW STATUS LIKE 'wsrep_local_state_comment'" | cut -f 2
}

await() {
    for second in $(seq $PATIENCE_SECONDS); do
        [ "$(state "$1")" != Synced ] || return 0
        sleep 1
    done
    fail "$1 is not in the cluster after $second s; see $1/error.log."
}

start() {
    install_packages
    for number in 1 2 3; do
        [ -d "$data/node$number/data" ] || create "$data/node$number" "$number"
    done
    # The one that stopped last begins, or on new data the first; after a power cut of all three nobody does: they agree among themselves.
    first=$(grep -l '^safe_to_bootstrap: 1' "$data"/node?/data/grastate.dat 2>/dev/null | sed 's|/data/grastate.dat||' || true)
    [ -n "$first" ] || [ -e "$data/node1/data/grastate.dat" ] || first=$data/node1
    if [ -n "$first" ]; then
        launch "$first" --wsrep-new-cluster
        await "$first"
    fi
    for number in 1 2 3; do
        launch "$data/node$number"
        [ -z "$first" ] || await "$data/node$number" # One at a time: each may have to be copied whole.
    done
    for number in 1 2 3; do
        await "$data/node$number"
    done
    give_access
}

give_access() {
    if [ ! -e "$data/connection-string" ]; then
        password=$(od -An -N 16 -tx1 /dev/urandom | tr -d ' \n')
        ask "$data/node1" "CREATE DATABASE auth; CREATE USER auth@'127.0.0.%' IDENTIFIED BY '$password'; GRANT ALL ON auth.* TO auth@'127.0.0.%'"
        (umask 077 && echo "Server=$ADDRESSES;Port=$PORT;Database=auth;User ID=auth;Password=$password" >"$data/connection-string")
    fi
    cat "$data/connection-string"
}

stop() {
    for number in 3 2 1; do
        directory=$data/node$number
        is_running "$directory" || continue
        kill "$(cat "$directory/pid")"
        for second in $(seq $PATIENCE_SECONDS); do
            is_running "$directory" || continue 2
            sleep 1
        done
        fail "Node $number does not stop within $second s; see $directory/error.log."
    done
}

status() {
    for number in 1 2 3; do
        directory=$data/node$number
        if is_running "$directory"; then
            size=$(ask "$directory" "SHOW STATUS LIKE 'wsrep_cluster_size'" | cut -f 2)
            echo "node $number: $(state "$directory"), sees ${size:-0} of 3"
        else
            echo "node $number: stopped"
        fi
    done
}

case ${1:-} in
start) start ;;
stop) stop ;;
status) status ;;
kill) directory=$(node "${2:-}") && is_running "$directory" && kill -9 "$(cat "$directory/pid")" ;;
rejoin) directory=$(node "${2:-}") && launch "$directory" && await "$directory" ;;
*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" && exit 2 ;;
esac
