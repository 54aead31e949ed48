#!/bin/sh
# The main job, end to end: a simulated delivery company, its import, a coded sample of it, its diagnosis.
set -eu
headwater=.venv/bin/headwater
out=out
contacts=${CONTACTS:-50000}
mkdir -p "$out"
"$headwater" sample-org --contacts "$contacts" --weeks 52 --seed 1 --out "$out/sample"
"$headwater" contacts import "$out/sample/contacts.csv" --mapping sample_org --store "$out/store" \
  --source sample --timezone Europe/Berlin --key-file "$out/pseudonym.key"
"$headwater" contacts import "$out/sample/volumes.csv" --mapping sample_org_volumes --store "$out/store" \
  --source sample --timezone Europe/Berlin --key-file "$out/pseudonym.key"
sheet=$out/coded.csv
if [ ! -e "$sheet" ]; then
  # simulated people, who are wrong once in ten; what they differ on is decided
  "$headwater" demand sample --store "$out/store" --n 400 --strata channel,month --codebook delivery --out "$sheet"
  "$headwater" sample-code "$sheet" --truth "$out/sample/truth.json" --noise 0.1
fi
"$headwater" demand diagnose --store "$out/store" --codes "$sheet" --codebook delivery --out "$out/diagnosis.html"
echo "The diagnosis is in $out/diagnosis.html: open it in a browser."
