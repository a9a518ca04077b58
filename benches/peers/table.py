"""Reads the rows of all runs, `table.py CSV...`, and prints one table: job, tool, their time, ours, ratio.

Ends with an error when a ratio is below what we promise, when a promised job is missing, or when the two sides' results
differ: a ratio is worth nothing if they did not do the same work.
"""

import csv
import sys

# How many times faster than the reference tool each job has to be at least.
PROMISED = {
    "farrington, one week": 250,
    "farrington, a year of weeks": 250,
    "Mann-Kendall, seasonal": 200,
}

# R's glm, and so we, take the weights of the round before the last for the dispersion, statsmodels those of the last.
TOLERANCE = 1e-4


COLUMNS = ["job", "tool", "version", "repetitions", "seconds_per_job", "result"]


def fastest(paths):
    """The fastest run of each job by each tool, in the order of the files."""
    best = {}
    for path in paths:
        with open(path, newline="") as file:
            for row in csv.DictReader(file, COLUMNS):
                key = row["job"], row["tool"]
                if row["job"] != "job" and seconds(row) < seconds(best.get(key, {"seconds_per_job": "inf"})):
                    best[key] = row
    return list(best.values())


def seconds(row):
    return float(row["seconds_per_job"])


def duration(time):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if time >= size:
            return f"{time / size:.3g} {unit}"
    return f"{time / 1e-9:.3g} ns"


def agree(ours, theirs):
    return abs(float(ours) - float(theirs)) <= TOLERANCE * max(1.0, abs(float(theirs)))


rows = fastest(sys.argv[1:])
ours = {row["job"]: row for row in rows if row["tool"] == "fengsui"}
theirs = [row for row in rows if row["tool"] != "fengsui"]
faults = [f"{job}: not measured" for job in PROMISED if job not in {row["job"] for row in theirs}]

print("| job | tool | theirs | ours | ratio |\n|---|---|---:|---:|---:|")
for row in theirs:
    own = ours.pop(row["job"])
    ratio = seconds(row) / seconds(own)
    times = f"{duration(seconds(row))} | {duration(seconds(own))}"
    print(f"| {row['job']} | {row['tool']} {row['version']} | {times} | {ratio:.0f} |")
    if ratio < PROMISED.get(row["job"], 0):
        faults.append(f"{row['job']}: {ratio:.0f} times faster, promised are {PROMISED[row['job']]}")
    if not agree(own["result"], row["result"]):
        faults.append(f"{row['job']}: the results differ, ours {own['result']}, theirs {row['result']}")
for row in ours.values():
    print(f"| {row['job']} | – | – | {duration(seconds(row))} | – |")

for fault in faults:
    print(f"\n{fault}", file=sys.stderr)
sys.exit(bool(faults))
