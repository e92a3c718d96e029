#!/usr/bin/env bash
# A store of an earlier build opens and comes to what it came to then; one of a newer format is refused.
# golden_store_test.sh --record STORE: writes STORE/expected anew, for a store that is new.
source "$(dirname "$0")/lib.sh"
cd "$top"

# The columns of these names, whatever else there is.
cells() { # PATTERN
  awk -F';' -v pattern="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ pattern) keep[++n] = i }
    { for (i = 1; i <= n; i++) printf "%s;", $keep[i]; print "" }'
}
# What this build makes of the copy of STORE in $work/copy, in FOLDER.
read_store() {
  local folder=$1
  mkdir -p "$folder"
  "$dealboekd" verify --data "$work/copy/log" --floor "$work/copy/floor" >"$folder/verify.txt"
  start_server "$work/copy/log" "$work/copy/floor"
  for book in regiodeal-zod regiodeal-zod-nagespeeld; do
    "$dealboek" --as lezer --programme $book edition show --tranches 4,5 --format csv |
      cells '^(pijler|number|part|label|.*_euro_cents)$' >"$folder/$book.editie.csv"
    "$dealboek" --as lezer --programme $book budget show --by tranche --output csv 2>/dev/null |
      cells '^(tranche|.*_euro_cents)$' >"$folder/$book.tranches.csv"
  done
  stop_server
}

if [[ ${1:-} == --record ]]; then
  cp -r "$2" "$work/copy"
  read_store "$2/expected"
  exit
fi
for store in tests/data/golden-stores/*/; do
  name=$(basename "$store")
  rm -rf "$work/copy"
  cp -r "$store" "$work/copy"
  read_store "$work/read-$name"
  expect "$name comes to what it came to when it was written" diff -r "$store/expected" "$work/read-$name"
done

rm -rf "$work/copy"
cp -r tests/data/golden-stores/format-1 "$work/copy"
printf 'dealboek log, format 3\n' >"$work/copy/log/FORMAT"
expect_exit 1 "a store of a newer format is refused" \
  timeout 30 "$dealboekd" verify --data "$work/copy/log" --floor "$work/copy/floor"
expect_said 'format 3.*knows formats 1 to 2 only. Start the version that wrote it, or a later one' "with a clear word"
printf 'dealboek log, format 1\n' >"$work/copy/log/FORMAT"
expect_exit 0 "and was left as it was" "$dealboekd" verify --data "$work/copy/log" --floor "$work/copy/floor"
finish
