"""The jobs of the Python tools: `peers.py DATA` prints their CSV rows, without a head.

DATA is crates/statistics/tests/data, which benches/benches/statistics.rs reads too. A row says the job, the tool, its
version, how often it ran, the seconds of processor time of its fastest run, and a figure of the result. Run it with one
thread: OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1.
"""

import csv
import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pymannkendall
import ruptures
import statsmodels.api as sm
from pointpats import knox

SECONDS, LEAST_RUNS = 0.5, 2
SCENARIO, WEEKS = 9, 437


def measure(job, tool, work):
    """Prints the fastest of the runs of half a second, two at least."""
    result = work()
    fastest, runs, begun = float("inf"), 0, time.process_time()
    while runs < LEAST_RUNS or time.process_time() - begun < SECONDS:
        before = time.process_time()
        work()
        fastest = min(fastest, time.process_time() - before)
        runs += 1
    print(f'"{job}",{tool},{version(tool)},{runs},{fastest:.6e},{result:.12g}', flush=True)


def cut(model, penalty):
    """How many segments PELT finds, every start looked at, five values at least in each."""
    return len(ruptures.Pelt(model=model, min_size=5, jump=1).fit(counts).predict(pen=penalty))


def quasi_poisson():
    """The dispersion of a regression on trend and season."""
    week = np.arange(286)
    angle = 2 * np.pi * week / 52.18
    season = [wave(harmonic * angle) for harmonic in (1, 2) for wave in (np.cos, np.sin)]
    trend = (week - 142.5) * np.sqrt(12) / 286
    design = np.column_stack([np.ones(286), trend, *season])

    def work():
        return sm.GLM(counts[:286], design, family=sm.families.Poisson()).fit(scale="X2").scale

    return work


def near_repeat(events):
    """Pairs of events near in place and time, tested by 999 permutations."""
    places, days = events[:, :2], events[:, 2:]
    # The test shuffles the times it is given.
    return lambda: knox(places, days.copy(), delta=0.5, tau=7, permutations=999)["stat"]


data = Path(sys.argv[1])
warnings.simplefilter("ignore")
with open(data / "noufaily_series.csv", newline="") as file:
    rows = list(csv.DictReader(file))
counts = np.array(rows[SCENARIO]["counts"].split(), dtype=float)[:WEEKS]

measure("Mann-Kendall", "pymannkendall", lambda: pymannkendall.original_test(counts).z)
measure("Mann-Kendall, Hamed-Rao", "pymannkendall", lambda: pymannkendall.hamed_rao_modification_test(counts).z)
measure("Mann-Kendall, seasonal", "pymannkendall", lambda: pymannkendall.seasonal_test(counts, period=52).z)
measure("PELT, l2", "ruptures", lambda: cut("l2", 60.0))
measure("PELT, normal", "ruptures", lambda: cut("normal", 18.0))
measure("quasi-Poisson GLM", "statsmodels", quasi_poisson())
measure("Knox, 999 permutations", "pointpats", near_repeat(np.loadtxt(data / "knoxA_events.csv", delimiter=",", skiprows=1)))
