#!/usr/bin/env python3
"""heyoka's Taylor integrator on P1 and P2 (bench/support/reference_problems.hpp), the same 64 starts and exact
answers as bench_propagation.cpp: one trajectory at a time and eight in a batch, for a sweep of tolerances.

    cmake --build build/release --target bench_ensemble_data
    build/release/bin/bench_ensemble_data > p4.txt
    python3 bench/peers/heyoka_flights.py p4.txt --csv=out/bench/heyoka.csv    (packages heyoka and numpy)

One published setting for all 64 starts: time is the median of repetitions (processor time, what the call from
Python costs included and printed), error the worst of 64. Compiling is reported apart. P2's bodies are
polynomials in time, of the least degree that keeps a millimetre over a stretch of 40 h, in `par[]`: another
formulation may be faster. For each level the cheapest setting that meets it is a row of the table.
"""
import csv
import os
import sys
import time

import heyoka as hy
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
METRES = 389703264.829278  # of P1's unit of length
STRETCH = 144000.0


def cases(problem):
    with open(os.path.join(HERE, "..", "support", "reference_answers.csv")) as file:
        rows = [r[2:] for r in csv.reader(file) if r[0] == problem]
    table = np.array(rows, dtype=float)
    assert table.shape == (64, 12)
    return table[:, :6], table[:, 6:9]


def inverse_cube(terms):
    return hy.sum([t**2 for t in terms]) ** -1.5


def halo():
    mu, period = 0.01215058560962404, 1.51117263248151234
    x, y, z, vx, vy, vz = hy.make_vars("x", "y", "z", "vx", "vy", "vz")
    a = (1 - mu) * inverse_cube([x + mu, y, z])
    b = mu * inverse_cube([x - (1 - mu), y, z])
    system = [(x, vx), (y, vy), (z, vz), (vx, x + 2 * vy - a * (x + mu) - b * (x - (1 - mu))),
              (vy, y - 2 * vx - (a + b) * y), (vz, -(a + b) * z)]
    starts, answers = cases("halo")
    return system, starts, answers, [(None, period)]


def coast(path):
    lines = open(path).read().split("\n")
    mus = [float(v) * 1e-9 for v in lines[:5]]  # kilometres
    nodes = np.array([[float(v) for v in line.split()] for line in lines[5:53]])
    degrees, fits = [4] * 4, []
    for body in range(4):
        while True:
            tried, worst = [], 0.0
            for g in range(3):
                rows = nodes[g * 16:(g + 1) * 16]
                s = (rows[:, 0] - STRETCH * (g + 0.5)) / (STRETCH / 2)
                for d in range(3):
                    r = rows[:, 1 + 3 * body + d] * 1e-3
                    c = np.polynomial.chebyshev.chebfit(s, r, degrees[body])
                    worst = max(worst, abs(np.polynomial.chebyshev.chebval(s, c) - r).max())
                    tried.append(np.polynomial.chebyshev.cheb2poly(c))
            if worst < 1e-6 or degrees[body] == 12:
                break
            degrees[body] += 1
        fits.append(tried)
    legs = [(np.concatenate([fits[b][3 * g + d] for b in range(4) for d in range(3)] + [[STRETCH * (g + 0.5)]]),
             STRETCH * (g + 1)) for g in range(3)]
    x = hy.make_vars("x", "y", "z", "vx", "vy", "vz")
    s = (hy.time - hy.par[len(legs[0][0]) - 1]) * (2 / STRETCH)
    at, bodies = 0, []
    for b in range(4):
        place = []
        for _ in range(3):
            e = hy.par[at + degrees[b]]
            for k in range(degrees[b] - 1, -1, -1):
                e = e * s + hy.par[at + k]
            at += degrees[b] + 1
            place.append(e)
        bodies.append(place)
    pull = -mus[4] * inverse_cube(x[:3])
    acceleration = [pull * c for c in x[:3]]
    for mu, q in zip(mus, bodies):
        d = [q[i] - x[i] for i in range(3)]
        direct, indirect = mu * inverse_cube(d), mu * inverse_cube(q)
        acceleration = [acceleration[i] + direct * d[i] - indirect * q[i] for i in range(3)]
    system = [(x[i], x[i + 3]) for i in range(3)] + [(x[i + 3], acceleration[i]) for i in range(3)]
    starts, answers = cases("coast")
    return system, starts * 1e-3, answers * 1e-3, legs


def measured(system, starts, answers, legs, batch, tolerance, repetitions):
    """Seconds of the processor a trajectory (median), worst error, seconds of compiling, of an empty call."""
    pars = 0 if legs[0][0] is None else len(legs[0][0])
    began = time.time()
    if batch == 1:
        flight = hy.taylor_adaptive(system, np.zeros(6), tol=tolerance, pars=np.zeros(pars))
    else:
        flight = hy.taylor_adaptive_batch(system, np.zeros((6, batch)), tol=tolerance,
                                          pars=np.zeros((pars, batch)))
    compiled = time.time() - began
    blocks = [np.ascontiguousarray(starts[i:i + batch].T if batch > 1 else starts[i])
              for i in range(0, 64, batch)]
    ends = [(np.repeat(p[:, None], batch, 1) if batch > 1 and p is not None else p, t) for p, t in legs]
    zero = 0.0 if batch == 1 else np.zeros(batch)

    def fly(block):
        if batch == 1:
            flight.time = 0.0
        else:
            flight.set_time(zero)
        flight.state[:] = block
        for par, until in ends:
            if par is not None:
                flight.pars[:] = par
            flight.propagate_until(until)

    worst, spent = 0.0, []
    for i, block in enumerate(blocks):
        fly(block)
        answer = answers[i * batch:(i + 1) * batch].T if batch > 1 else answers[i]
        worst = max(worst, np.sqrt(((flight.state[:3] - answer) ** 2).sum(0)).max())
    for _ in range(repetitions):
        began = time.thread_time()
        for block in blocks:
            fly(block)
        spent.append((time.thread_time() - began) / 64)
    began = time.thread_time()
    for _ in range(1000):
        flight.propagate_until(ends[-1][1])
    empty = (time.thread_time() - began) / 1000
    return np.median(spent), worst, compiled, empty


def main():
    out = [a[6:] for a in sys.argv[1:] if a.startswith("--csv=")]
    paths = [a for a in sys.argv[1:] if not a.startswith("--")]
    problems = [("P1", halo(), METRES, (1e-9, 1e-10, 1e-11, 1e-12, 1e-13), {"0.38m": 0.3897, "1.2mm": 1.17e-3}, 30)]
    if paths:
        problems.append(("P2", coast(paths[0]), 1e3, (1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12),
                         {"1m": 1.0, "1mm": 1e-3}, 12))
    rows = []
    for name, problem, unit, tolerances, levels, repetitions in problems:
        for batch in (1, 8):
            method = "heyoka_scalar" if batch == 1 else "heyoka_batch_8"
            swept = []
            for tolerance in tolerances:
                seconds, worst, compiled, empty = measured(*problem, batch, tolerance, repetitions)
                swept.append((seconds, worst * unit, tolerance))
                print(f"{name} heyoka {hy.__version__} {method}, tolerance {tolerance:.0e}: {seconds * 1e6:.2f} us, "
                      f"worst of 64 {worst * unit:.2e} m; compiled in {compiled:.1f} s; an empty call "
                      f"{empty * 1e6:.2f} us", flush=True)
            for level, most in levels.items():
                met = [row for row in swept if row[1] <= most]
                if met:
                    rows.append((f"propagate/{name}<={level}", method, *min(met)))
            rows += [(f"propagate/{name}", f"{method}@{row[2]:.1e}", *row) for row in swept]
    for path in out:
        with open(path, "w") as file:
            file.write(f"# heyoka: {hy.__version__}\ncase,method,time_s,error_m,tolerance\n")
            for row in rows:
                file.write(f"{row[0]},{row[1]},{row[2]:.6g},{row[3]:.6g},{row[4]:.1e}\n")


main()
