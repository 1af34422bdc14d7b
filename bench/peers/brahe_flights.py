#!/usr/bin/env python3
"""brahe on P2 and P3 (bench/support/reference_problems.hpp), the same 64 starts and exact answers as
bench_propagation.cpp.

    python3 bench/peers/brahe_flights.py --csv=out/bench/brahe.csv [P2] [P3-50] [P3-100/RKN1210/1e-9]

Wants the packages brahe (1.8) and numpy. Both sides fly the same problem: brahe reads our own ephemeris and
librations, under the names by which it asks for its kernels, the lunar field as ICGEM, and the gravitational
parameters given here. States alone, no trajectory is kept; the field is summed on one thread.

One published setting for all 64 starts: time is that of the thread for one call of `propagate_to`, the mean over
the starts, the median of passes over them (making the propagator is outside); error the worst of 64. One number
serves metres and metres a second as absolute tolerance: 1e3 times the relative one, as with Odeint. A sweep ends
with the first tolerance that meets the strictest level.
"""
import csv
import os
import shutil
import sys
import tempfile
import time

import numpy as np
from orekit_flights import ANSWERS, DATA, GM_KM3_S2, write_field

SCRATCH = tempfile.TemporaryDirectory()
os.environ["BRAHE_CACHE"] = SCRATCH.name
import brahe as bh  # noqa: E402  (reads where its kernels are)

NAIF = {"earth": 399, "moon": 301, "sun": 10, "venus": 2, "jupiter": 5}
METHODS = ("RKN1210", "RKF78", "DP54")
# Length of the flight [s], passes, loosest and tightest tolerance, levels [m]. brahe's TDB is not ours to the last:
# the coast ends 1.5 mm beside.
PROBLEMS = {"P2": (5 * 86400.0, 5, 1e-4, 1e-13, {"1m": 1.0}, 2e-3),
            "P3-50": (86400.0, 1, 1e-6, 1e-12, {"1m": 1.0, "1cm": 1e-2}, 1e-2),
            "P3-100": (86400.0, 1, 1e-6, 1e-12, {"1m": 1.0, "1cm": 1e-2}, 1e-2)}


def install_data():
    """Kernels and field of ours where brahe looks for its own."""
    folder = os.path.join(SCRATCH.name, "naif")
    os.mkdir(folder)
    for ours, name in (("perilune_de440_2018_2052.bsp", "de440.bsp"),
                       ("perilune_moon_pa_de440_2018_2052.bpc", "moon_pa_de440_200625.bpc")):
        shutil.copy(os.path.join(DATA, ours), os.path.join(folder, name))
        bh.load_spice_kernel(os.path.join(folder, name))
    write_field(os.path.join(SCRATCH.name, "moon.gfc"))


def forces(problem):
    names = ("moon", "sun", "venus", "jupiter") if problem == "P2" else ("earth", "sun")
    bodies = [bh.ThirdBodyConfiguration(bh.ThirdBody.Custom(name, NAIF[name], GM_KM3_S2[name] * 1e9),
                                        bh.EphemerisSource.DE440) for name in names]
    if problem == "P2":
        earth = bh.CentralBody.Custom("Earth", NAIF["earth"], GM_KM3_S2["earth"] * 1e9)
        return bh.ForceModelConfig.for_body(earth, bh.GravityConfiguration.point_mass(), third_body=bodies)
    degree = int(problem[3:])
    model = bh.GravityModelType.from_file(os.path.join(SCRATCH.name, "moon.gfc"))
    field = bh.GravityConfiguration.spherical_harmonic(degree, degree, model, parallel=bh.ParallelMode.Never)
    return bh.ForceModelConfig.for_body(bh.CentralBody.Moon, field, third_body=bodies)


def cases(problem):
    name = "coast" if problem == "P2" else f"low_orbit_{problem[3:]}"
    with open(ANSWERS) as file:
        table = np.array([r[2:] for r in csv.reader(file) if r[0] == name], dtype=float)
    assert table.shape == (64, 12)
    return table[:, :6], table[:, 6:9]


def flown(begin, start, config, model, span):
    craft = bh.NumericalOrbitPropagator(begin, start, config, model)
    craft.set_trajectory_mode(bh.TrajectoryMode.DISABLED)
    end = begin + span
    began = time.thread_time()
    craft.propagate_to(end)
    return time.thread_time() - began, craft.current_state()[:3]


def measured(problem, method, tolerance):
    """Seconds of a flight and worst error, or None where some flight is so far off that no level is met."""
    span, passes = PROBLEMS[problem][:2]
    begin = bh.Epoch.from_datetime(2031, 3, 1, 6, 0, 0.0, 0.0, bh.TimeSystem.TDB)
    config = bh.NumericalPropagationConfig.with_method(getattr(bh.IntegrationMethod, method))
    config = config.with_abs_tol(1e3 * tolerance).with_rel_tol(tolerance).with_max_step(86400.0)
    model = forces(problem)
    starts, answers = cases(problem)
    flown(begin, starts[0], config, model, span)
    worst, spent = 0.0, []
    for _ in range(passes):
        times = []
        for start, answer in zip(starts, answers):
            seconds, place = flown(begin, start, config, model, span)
            times.append(seconds)
            worst = max(worst, np.linalg.norm(place - answer))
            if worst > 3.0:
                return None
        spent.append(np.mean(times))
    return np.median(spent), worst


def main():
    outs = [a[6:] for a in sys.argv[1:] if a.startswith("--csv=")]
    wanted = [a.split("/") for a in sys.argv[1:] if not a.startswith("--")] or [[name] for name in PROBLEMS]
    install_data()
    swept = []
    for problem, *setting in wanted:
        _, _, loosest, tightest, _, finest = PROBLEMS[problem]
        if setting[1:]:
            loosest = tightest = float(setting[1])
        for method in setting[:1] or METHODS:
            tolerance = loosest
            while tolerance > 0.9 * tightest:
                found = measured(problem, method, tolerance)
                if found:
                    swept.append((*found, tolerance, problem, f"brahe_{method}"))
                    print(f"{problem} brahe {bh.__version__} {method}, tolerance {tolerance:.1e}: "
                          f"{found[0] * 1e3:.3f} ms, worst of 64 {found[1]:.2e} m", flush=True)
                if found and found[1] <= finest:
                    break
                tolerance /= np.sqrt(10.0)
    rows = []
    for problem, (_, _, _, _, levels, _) in PROBLEMS.items():
        for level, most in levels.items():
            for method in METHODS:
                met = [row for row in swept if row[3:] == (problem, f"brahe_{method}") and row[1] <= most]
                if met:
                    rows.append((f"propagate/{problem}<={level}", f"brahe_{method}", *min(met)[:3]))
                    print("{}/{}: {:.6g} s, {:.3g} m at {:.1e}".format(*rows[-1]))
    rows += [(f"propagate/{row[3]}", f"{row[4]}@{row[2]:.1e}", *row[:3]) for row in swept]
    for path in outs:
        with open(path, "w") as file:
            file.write(f"# brahe: {bh.__version__}\ncase,method,time_s,error_m,tolerance\n")
            for row in rows:
                file.write(f"{row[0]},{row[1]},{row[2]:.6g},{row[3]:.6g},{row[4]:.1e}\n")


main()
