#!/usr/bin/env bash
# The main job on the real data: deploy/quickstart, twice, and every figure it shows.
source "$(dirname "$0")/lib.sh"
cd "$top"
export DEALBOEK_HOME=$work/home
DEALBOEK_PORT=$(node -e 'const s = require("net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
export DEALBOEK_PORT

expect_exit 0 "quickstart runs" deploy/quickstart
cp "$work/out" "$work/first"
server_pid=$(<"$DEALBOEK_HOME/dealboekd.pid")
export DEALBOEK_SERVER=127.0.0.1:$DEALBOEK_PORT DEALBOEK_AS=lezer
for said in 'Werken +€ 9\.017\.852' 'Wonen +€ 2\.907\.365' 'Welzijn +€ 3\.639\.971' \
  '€ 15\.565\.188' '€ 1\.472\.000' '€ 5\.792\.300' 'tot op de cent gelijk' \
  'bijdrage uit Kansen4Kinderen: onbekend' 'gereserveerd € 180\.000' 'nog € 2\.245\.000' 'nog € 4\.500\.000' \
  '€ 842\.641' '€ 842\.671' 'besluitenlijst bevestigd' 'Stoppen:'; do
  expect_said "$said" "quickstart shows $said"
done

# Every line it ends with can be typed as it stands; behind two spaces is what it is for.
mkdir "$work/tried"
sed -n '/^== Klaar/,/^$/s/^  //p' "$work/first" | sed 's/  .*//' >"$work/lines"
expect "quickstart ends with lines to try" test "$(wc -l <"$work/lines")" -ge 8
while IFS= read -r line; do
  expect_exit 0 "as typed: $line" bash -c "cd '$work/tried'; $(grep '^export' "$work/lines" | tr '\n' ';') $line"
done <"$work/lines"

# So can every example in the help of what only reads: a change takes a request id, an import has one
# of its own, and backups and books that move (backup_test.sh, carry_test.sh) are for a server with a place for them.
examples() {
  local help verb
  help=$("$dealboek" "$@" --help)
  sed -n 's/^  \(dealboek \)/\1/p' <<<"$help"
  for verb in $(sed -n '/^Opdrachten:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p' <<<"$help"); do
    examples "$@" "$verb"
  done
}
as_printed() { (cd "$work/tried" && env -u DEALBOEK_AS PATH="$top/build/bin:$PATH" bash -c "$1"); }
ln -s "$top/tests" "$work/tried/tests"
examples | grep -Ev '^dealboek (programme import|backup|book)' | sort -u | while IFS= read -r line; do
  as_printed "$line --help" | grep -q -- --request-id || printf '%s\n' "$line"
done >"$work/reads"
expect "the help has examples of reading" test "$(wc -l <"$work/reads")" -ge 25
while IFS= read -r line; do
  case $line in
    'dealboek reconcile '*) code=1 ;;                           # differences nobody explained yet
    'dealboek events follow '*) code=124 line="timeout 5 $line" ;; # goes on until it is stopped
    *) code=0 ;;
  esac
  expect_exit "$code" "from the help: $line" as_printed "$line"
done <"$work/reads"

for book in regiodeal-zod regiodeal-zod-nagespeeld; do
  "$dealboek" --programme $book edition show --tranches 4,5 --format json >"$work/$book.json"
done
expect "both editions are the tables' own, cell by cell" \
  node tests/e2e/check_edition.mjs "$work/regiodeal-zod.json" "$work/regiodeal-zod-nagespeeld.json"

"$dealboek" --programme regiodeal-zod edition show --tranches 4,5 --format xlsx --out "$work/editie.xlsx" 2>/dev/null
expect "the workbook adds up" python3 tests/e2e/check_workbook.py "$work/editie.xlsx"
# In June 2021 itself it is not certain on which day its money was decided.
"$dealboek" --programme regiodeal-zod edition show --tranches 4,5 --valid-on 2021-06-10 --format xlsx \
  --out "$work/juni.xlsx" 2>/dev/null
expect "the workbook of a day has what is only possible" python3 tests/e2e/check_workbook.py "$work/juni.xlsx" 7264300
"$dealboek" --programme regiodeal-zod edition show --tranches 4,5 --format html >"$work/editie.html"
expect "the page has a caption for each of its tables" \
  test "$(grep -c '<caption>' "$work/editie.html")" = "$(grep -c '<table>' "$work/editie.html")"

# A published edition says so, in every format.
expect_exit 0 "an edition is published" "$dealboek" --as programmasecretaris --programme regiodeal-zod \
  edition publish --tranches 4,5 --published-on 2021-06 --title "Als in juni"
for format in text markdown html csv json xlsx; do
  "$dealboek" --programme regiodeal-zod edition show --edition e1 --format $format --out "$work/e1" 2>/dev/null
  case $format in
    xlsx) python3 -c 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read("xl/sharedStrings.xml").decode())' \
      "$work/e1" >"$work/e1.text" ;;
    *) cp "$work/e1" "$work/e1.text" ;;
  esac
  case $format in csv | json) date='2021-06' ;; *) date='gepubliceerd juni 2021' ;; esac
  expect "its title and date, as $format" \
    bash -c "grep -q 'Als in juni' '$work/e1.text' && grep -q '$date' '$work/e1.text'"
done

# Every difference between document and book, and no other.
expect_exit 1 "reconcile ends with 1 while differences are unexplained" \
  "$dealboek" --programme regiodeal-zod reconcile --output csv
expect "three differences: a total and two labels" test "$(tail -n +2 "$work/out" | wc -l)" = 3
expect_said '3000' "the total is 30 euros off"
statements=$(tail -n +2 "$work/out" | cut -d';' -f1)
for statement in $statements; do
  expect_exit 0 "$statement is explained" "$dealboek" --as programmasecretaris --programme regiodeal-zod \
    reconcile explain "$statement" --reason "staat zo gedrukt"
done
expect_exit 0 "reconcile ends with 0 once all are explained" "$dealboek" --programme regiodeal-zod reconcile
expect_said 'staat zo gedrukt' "an explained difference stays visible"

# The route behind every award of the round, in the re-enactment; none made up in the history.
"$dealboek" --programme regiodeal-zod-nagespeeld budget explain --tranche 5 --output json >"$work/live"
"$dealboek" --programme regiodeal-zod budget explain --tranche 5 --output json >"$work/history"
expect "13 awards with their route" test "$(grep -c ROUTE_KIND_DECIDED "$work/live")" = 13
expect "13 awards whose route is not recorded" test "$(grep -c ROUTE_KIND_NOT_RECORDED "$work/history")" = 13

# The edition tells it too, of every award in it: 16 lines in tranches 4 and 5.
for book in regiodeal-zod regiodeal-zod-nagespeeld; do
  "$dealboek" --programme $book edition show --tranches 4,5 --format csv --routes | tail -n +2 >"$work/$book.routes"
  expect "$book: 16 awards in the edition's routes" test "$(wc -l <"$work/$book.routes")" = 16
done
expect "live: each with its proposal, endorsers, meeting, decision and chair" \
  test "$(grep -cE ';2[0-9]{3}-[0-9]+;1;regisseur [^;]*;vakbestuurder [^;]*;2021-1;2021-06;item-[0-9]+;bekrachtigd;voorzitter' "$work/regiodeal-zod-nagespeeld.routes")" = 16
expect "history: each with its document, and no more" \
  test "$(grep -cE ';;;;;;;;;;Uitvoeringsprogramma juni 2021;' "$work/regiodeal-zod.routes")" = 16
"$dealboek" --programme regiodeal-zod-nagespeeld edition show --tranches 4,5 >"$work/live-edition"
expect "and for the eye" grep -q 'De weg van elke toekenning' "$work/live-edition"

# What goes round has names in it, no ids of ours.
for format in text html markdown; do
  for paper in decisions pack; do
    "$dealboek" --programme regiodeal-zod-nagespeeld meeting $paper 2021-1 --format $format >"$work/paper"
    expect "no id of ours in the $paper ($format)" bash -c "! grep -nE '\\b(p[0-9]+|partner-[0-9]+|seat-[0-9]+)\\b' '$work/paper'"
  done
done
expect "the pack of a confirmed meeting refuses nothing" bash -c "! grep -q 'Niet alles kan' '$work/paper'"
"$dealboek" --programme regiodeal-zod-nagespeeld proposal list --output csv | tail -n +2 | cut -d';' -f1 |
  while read -r proposal; do "$dealboek" --programme regiodeal-zod-nagespeeld proposal show "$proposal" 2>/dev/null; done >"$work/proposals"
expect "nor in any proposal" bash -c "! grep -nE '\\b(p[0-9]+|partner-[0-9]+)\\b' '$work/proposals'"
expect "whose course goes on to its decision" test "$(grep -c 'bekrachtigd' "$work/proposals")" -ge 15
"$dealboek" --programme regiodeal-zod-nagespeeld project timeline werken-16 >"$work/timeline" 2>/dev/null
expect "a new project's timeline begins with its proposal" bash -c "grep -q 'Voorstel .* ingediend' '$work/timeline' && grep -q 'voorgedragen' '$work/timeline'"

heads() { for book in regiodeal-zod regiodeal-zod-nagespeeld; do "$dealboek" --programme $book events read --output csv | wc -l; done; }
before=$(heads)
start=$SECONDS
expect_exit 0 "quickstart runs again" deploy/quickstart
echo "the second run took $((SECONDS - start)) s"
expect "a second run adds nothing" test "$before" = "$(heads)"
expect_exit 0 "quickstart --stop stops the server" deploy/quickstart --stop
expect "it is gone" test "$(kill -0 "$server_pid" 2>/dev/null && echo there)" = ""
server_pid=
expect_exit 0 "and it starts again with its books" deploy/quickstart
expect "every event is still there" test "$before" = "$(heads)"

# The examples of what changes something follow on one another: in this order each is carried out as
# the help prints it. (The items of the stuurgroep's own are taken off again: they would have to be decided.)
changes='programme create
programme define-pijler
programme add-partner
programme rules
programme ceiling
programme close-opening
programme import
seat grant
project progress
project rename
project renumber
project lead
project complete
tranche add
proposal submit
endorsement give
endorsement withdraw
endorsement decline
endorsement return
proposal revise
endorsement give
proposal withdraw
meeting convene
meeting agenda add
meeting agenda ceiling
meeting agenda order
meeting agenda carry-over
meeting agenda take-off
meeting agenda release
meeting agenda reservation
meeting agenda rules
meeting agenda reopening
meeting agenda corrigendum
meeting attend
meeting interest
meeting decide
meeting confirm
tranche close
seat end
statement record
edition publish
reconcile explain'
while IFS= read -r verb; do
  if [[ $verb == 'meeting attend' ]]; then
    for item in 4 5 6 7 8; do
      echo "dealboek meeting agenda take-off 2021-2 item-$item --reason later" \
        "--programme regiodeal-zod-nagespeeld --as programmasecretaris"
    done
  fi
  # shellcheck disable=SC2086  # words
  "$dealboek" $verb --help | sed -n 's/^  \(dealboek \)/\1/p'
done <<<"$changes" >"$work/changes"
while IFS= read -r line; do
  expect_exit 0 "from the help: $line" as_printed "$line"
done <"$work/changes"

expect_exit 0 "and stops" deploy/quickstart --stop
finish
