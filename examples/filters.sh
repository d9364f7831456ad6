#!/bin/sh
# Runs `nianbao extract` as a filter of GNU parallel and of xargs over a folder of
# reports, and compares what they give with a single run.
#
#   examples/filters.sh [FOLDER [ARCHIVE.warc.gz...]]
#
# Needs parallel (GNU) and nianbao on the PATH or at bin/nianbao.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
reports=${1:-$root/fixtures/docs}
[ $# -eq 0 ] || shift
PATH=$root/bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Exit code 3 says that some document could not be read: it has its line.
read_some() { [ "$1" -eq 0 ] || [ "$1" -eq 3 ] || exit "$1"; }

code=0
find "$reports" -type f -print0 | nianbao extract -0 -j 1 > "$work/one.jsonl" || code=$?
read_some $code

# Its exit code is the number of runs that could not read everything.
find "$reports" -type f -print0 |
	parallel -0 --pipe --recend '\0' -N 10 -j 2 nianbao extract -0 -j 1 > "$work/parallel.jsonl" || true

# xargs says 123 where a run ended with a code below 126.
find "$reports" -type f -print0 |
	xargs -0 -P 2 -n 10 nianbao extract -j 1 --format jsonl >> "$work/xargs.jsonl" || [ $? -eq 123 ]

sort "$work/one.jsonl" > "$work/want"
for engine in parallel xargs; do
	sort "$work/$engine.jsonl" | cmp - "$work/want"
	echo "$engine: $(wc -l < "$work/$engine.jsonl") documents, the same lines as of one run"
done

if [ $# -gt 0 ]; then
	parallel -j 2 "nianbao extract -j 1 --warc < {} > $work/{/}.jsonl" ::: "$@" || true
	echo "archives $#: $(cat "$work"/*.warc*.jsonl | wc -l) documents"
fi
