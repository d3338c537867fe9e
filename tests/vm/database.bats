#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# "memtoy -p PID on a running process of another program: placement of its shared memory per node,
# unchanged RSS and faults, then a migration of it to one node while a client keeps working, no
# client error."  The program is PostgreSQL with 256 MiB of shared buffers.

load ../lib/helpers

find_postgres()
{
	local place

	for place in /usr/lib/postgresql/*/bin /usr/bin; do
		[ ! -x "$place/postgres" ] || bin=$place
	done
	for place in /usr/share/postgresql/* /usr/share/pgsql; do
		[ ! -d "$place/timezonesets" ] || share=$place
	done
	[ -n "${bin-}" ] && [ -n "${share-}" ] && [ -x "$bin/psql" ]
}

# plainly COMMAND...: not as root, which PostgreSQL refuses to run as
plainly()
{
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}

# The cluster is made here, where it takes a second.
make_data()
{
	place=$(mktemp -d)
	chmod 711 "$place"
	install -d -m 700 "$place/data"
	[ "$(id -u)" != 0 ] || chown 65534:65534 "$place/data"
	plainly "$bin/initdb" -D "$place/data" -U db -A trust -N --no-locale -E SQL_ASCII \
		--wal-segsize=1 >"$place/initdb" 2>&1 || { cat "$place/initdb"; return 1; }
	cat >>"$place/data/postgresql.conf" <<-'END'
		shared_buffers = 256MB
		huge_pages = off
		listen_addresses = ''
		unix_socket_directories = '/tmp'
		fsync = off
		autovacuum = off
		jit = off
		wal_level = minimal
		max_wal_senders = 0
		max_parallel_workers_per_gather = 0
		timezone = 'GMT'
		log_timezone = 'GMT'
	END
}

# What the guest does.
guest_script()
{
	cat <<'END'
ask()
{
	psql -h /tmp -U db -AtX -d postgres "$@"
}

# disturbed PID: minor and major faults, resident pages
disturbed()
{
	sed 's/.*) //' "/proc/$1/stat" | cut -d' ' -f8,10,22
}

# It would move pages back to where the client runs.
echo 0 >/proc/sys/kernel/numa_balancing
mkdir -p "${SHARE%/*}" "${BIN%/bin}/lib" /usr/lib64/pgsql
ln -s "$PWD/share" "$SHARE"
chown -R nobody data
chmod 700 data
chmod 755 .
su -s /bin/sh nobody -c "exec $(command -v postgres) -D $PWD/data" >log 2>&1 &
until grep -q 'ready to accept' log; do
	sleep 0.1
done
postmaster=$(head -n 1 data/postmaster.pid)

# A table of 48 MiB is small enough to be kept in the buffers when it is scanned.
ask -c "create table load as select n, repeat('x', 1900) as filler from generate_series(1, 24000) as n;
	create index on load (n)" || cat log

# A session that scans the table, and then is quiet.
mkfifo quiet
ask -f quiet >answers 2>&1 &
quiet=$!
exec 8>quiet
echo 'select pg_backend_pid(), count(*), sum(length(filler)) from load;' >&8
until [ -s answers ]; do
	sleep 0.1
done
session=$(cut -d'|' -f1 answers)
echo "answer: $(cut -d'|' -f2- answers)"

# A process may wake up meanwhile and have faults of its own: then it is looked at again.
for pid in $postmaster $session; do
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		before=$(disturbed $pid)
		memtoy -p $pid -c 'where shared counts' -c 'where :' -c 'policy shared' || echo "failed: look"
		after=$(disturbed $pid)
		[ "$before" != "$after" ] || break
		sleep 0.5
	done
	echo "disturbed: $before / $after"
done
memtoy -p $postmaster --json -c 'where shared counts' | sed -n 's/.*"counts".*"tally":/postmaster: /p'
memtoy -p $session --json -c 'where shared counts' | sed -n 's/.*"counts".*"tally":/before: /p'

# A client that changes rows and reads the table, in one session, until it is told to stop; 'rounds'
# counts.  An error ends psql, and a wrong answer is said.
client()
{
	exec 6<>lines 7<>replies
	ask -q -v ON_ERROR_STOP=1 -f lines >&7 2>client.errors 6>&- &
	echo 'select pg_backend_pid();' >&6
	read -r worker <&7
	echo "$worker" >worker
	round=0
	until [ -e stop ]; do
		for row in 1 2 3 4 5; do
			echo "update load set filler = repeat('y', 1900) where n = $(((round * 5 + row) * 79));"
		done >&6
		echo 'select count(*), sum(length(filler)) from load;' >&6
		read -r reply <&7
		[ "$reply" = '24000|45600000' ] || echo "client: wrong: $reply"
		round=$((round + 1))
		echo $round >rounds
	done
	printf '%s\n' '\q' >&6
	wait $!
	echo "client: status $?"
	sed 's/^/client: /' client.errors
}

# rounds_are NUMBER: wait until the client has done so many
rounds_are()
{
	until [ "$(cat rounds)" -ge "$1" ]; do
		sleep 0.1
	done
}

mkfifo lines replies
echo 0 >rounds
client &
client=$!
rounds_are 2
first=$(cat rounds)
resident=$(disturbed $session | cut -d' ' -f3)
# The client is to come to the end of a round meanwhile.
until [ "$(cat rounds)" -gt "$first" ]; do
	memtoy -p $session -c 'move shared 1 all' -c 'move shared 0 all' >/dev/null
done
# A page that is in use at the moment of the call stays behind: it is asked for again.
tries=0
until memtoy -p $session -c 'move shared 1 all' -c 'expect left none' || [ $tries = 9 ]; do
	tries=$((tries + 1))
done
memtoy -p $session --json -c 'where shared counts' | sed -n 's/.*"counts".*"tally":/moved: /p'
echo "resident: $resident / $(disturbed $session | cut -d' ' -f3)"
last=$(cat rounds)
rounds_are $((last + 2))
memtoy -p "$(cat worker)" -c 'where shared counts'
echo "rounds: $first before, $((last - first)) meanwhile, $(($(cat rounds) - last)) after"
touch stop
wait $client
echo 'select pg_backend_pid(), count(*), sum(length(filler)) from load;' >&8
exec 8>&-
wait $quiet
echo "answer: $(tail -n 1 answers | cut -d'|' -f2-)"
grep -E 'ERROR|FATAL|PANIC' log | sed 's/^/log: /'
kill -INT $postmaster
wait
END
}

setup_file()
{
	find_postgres || skip 'PostgreSQL is not installed'
	make_data
	guest_script >"$place/database.sh"
	export out=$BATS_FILE_TMPDIR/out
	for program in postgres psql; do
		set -- "$@" --copy "$bin/$program"
	done
	mkdir -p "$place/tree/share"
	cp -R "$share/timezonesets" "$place/tree/share"
	mv "$place/data" "$place/database.sh" "$place/tree"
	(
		cd "$place/tree"
		"$BATS_TEST_DIRNAME/../../scripts/numa-vm" --kernel "${DATABASE_KERNEL:-6.12}" --nodes 2 \
			--memory 1G --swap none --accel "${VM_ACCEL:-tcg,thread=single}" --memtoy "$MEMTOY" "$@" \
			--copy data --copy share --copy database.sh --timeout 900 -- \
			env BIN="$bin" SHARE="$share" sh database.sh
	) >"$out" 2>&1 3>&- || echo "status $?" >>"$out"
	rm -rf "$place"
}

setup()
{
	cat "$out"
}

# said KEY: what the guest has written behind "KEY: "
said()
{
	sed -n "s/^$1: //p" "$out"
}

# pages KEY NODE: of a tally in JSON
pages()
{
	local count

	count=$(said "$1" | sed -n "s/.*[{,]\"$2\":\([0-9]*\).*/\1/p")
	echo "${count:-0}"
}

@test "the placement of the shared buffers is told page by page" {
	unlike "$(<"$out")" '^failed:|^status '
	like "$(<"$out")" 'rw- shared pid[0-9]+:shared$'
	# The table has 48 MiB: so much at least has the session that scanned it mapped.
	[ $(($(pages before 0) + $(pages before 1))) -ge 12000 ]
}

@test "a process shows only what it has mapped itself" {
	[ $(($(pages postmaster 0) + $(pages postmaster 1))) -lt $(($(pages before 0) + $(pages before 1))) ]
}

@test "looking changes neither faults nor resident pages, of postmaster or session" {
	is "$(said disturbed | wc -l)" 2
	while IFS=/ read -r before after; do
		is "${before% }" "${after# }"
	done < <(said disturbed)
}

@test "the shared buffers migrate to one node while a client works" {
	like "$(said rounds)" '^[0-9]+ before, [1-9][0-9]* meanwhile, [1-9][0-9]* after$'
	[ "$(pages moved 1)" -ge 12000 ]
	# All that the session had mapped when it was asked for.
	[ "$(pages moved 0)" = 0 ]
	is "$(said resident | sed 's,\(.*\) / \(.*\),\1,')" "$(said resident | sed 's,\(.*\) / \(.*\),\2,')"
}

@test "no client error, and the table is what it was" {
	is "$(said client)" 'status 0'
	is "$(said log)" ''
	is "$(said answer)" $'24000|45600000\n24000|45600000'
}
