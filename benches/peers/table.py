"""Reads the rows of both sides, `table.py OURS THEIRS...`, and prints one table: job, tool, their time, ours, ratio.

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

# Both sides stop their iterations at 1e-8 of the deviance, not of the dispersion.
TOLERANCE = 1e-4


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file, ["job", "tool", "version", "repetitions", "seconds_per_job", "result"]))


def duration(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def agree(ours, theirs):
    return abs(float(ours) - float(theirs)) <= TOLERANCE * max(1.0, abs(float(theirs)))


ours = {row["job"]: row for row in rows(sys.argv[1])[1:]}
theirs = [row for path in sys.argv[2:] for row in rows(path)]
faults = [f"{job}: not measured" for job in PROMISED if job not in {row["job"] for row in theirs}]

print("| job | tool | theirs | ours | ratio |\n|---|---|---:|---:|---:|")
for row in theirs:
    own = ours.pop(row["job"])
    ratio = float(row["seconds_per_job"]) / float(own["seconds_per_job"])
    times = f"{duration(float(row['seconds_per_job']))} | {duration(float(own['seconds_per_job']))}"
    print(f"| {row['job']} | {row['tool']} {row['version']} | {times} | {ratio:.0f} |")
    if ratio < PROMISED.get(row["job"], 0):
        faults.append(f"{row['job']}: {ratio:.0f} times faster, promised are {PROMISED[row['job']]}")
    if not agree(own["result"], row["result"]):
        faults.append(f"{row['job']}: the results differ, ours {own['result']}, theirs {row['result']}")
for row in ours.values():
    print(f"| {row['job']} | – | – | {duration(float(row['seconds_per_job']))} | – |")

for fault in faults:
    print(f"\n{fault}", file=sys.stderr)
sys.exit(bool(faults))
