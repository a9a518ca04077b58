#!/usr/bin/env bash
# Times the crate `statistics` and the reference tools on the same data, one core each, and prints one table.
# Everything it needs beyond R lives in target/peers.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! Rscript -e 'quit(status = !requireNamespace("surveillance", quietly = TRUE))' 2>/dev/null; then
  echo "R's surveillance is missing: apt-get install r-base-core r-cran-surveillance" >&2
  exit 1
fi

work="${CARGO_TARGET_DIR:-target}/peers"
mkdir -p "$work"
if ! cmp --silent benches/peers/requirements.txt "$work/installed.txt"; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check --requirement benches/peers/requirements.txt
  cp benches/peers/requirements.txt "$work/installed.txt"
fi

export RAYON_NUM_THREADS=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
data=crates/statistics/tests/data
# Compiling would disturb what is timed.
cargo bench --profile dev --package benches --bench statistics --no-run
# In turn and several times, because a neighbour on the machine may disturb one side for a while; the fastest run of each
# job counts.
for round in 1 2 3 4 5; do
  cargo bench --quiet --profile dev --package benches --bench statistics | tee "$work/ours-$round.csv"
  "$work/venv/bin/python" benches/peers/peers.py "$data" | tee "$work/python-$round.csv"
  Rscript benches/peers/surveillance.R "$data" 2>"$work/surveillance.log" | tee "$work/surveillance-$round.csv"
done

echo
python3 benches/peers/table.py "$work"/{ours,surveillance,python}-[1-5].csv
