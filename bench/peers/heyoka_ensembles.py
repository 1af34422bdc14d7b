#!/usr/bin/env python3
"""heyoka's Taylor integrator on the ensembles P1 and P4, 64 starts each: microseconds of the processor a
trajectory (median of repetitions), worst error, for a sweep of tolerances; compiling is reported apart.

    cmake --build build/release --target bench_ensemble_data
    build/release/bin/bench_ensemble_data > p4.txt
    python3 bench/peers/heyoka_ensembles.py p4.txt        (needs the packages heyoka and numpy)

P1: one period of the 9:2 halo orbit from 64 phases of it, error by closure (1 is 389,703 km). P4: as
bench_ensembles.cpp; the bodies are polynomials in time, of the least degree that keeps a millimetre over a
stretch of 40 h, in `par[]`: another formulation may be faster.
"""
import sys
import time

import heyoka as hy
import numpy as np


def inverse_cube(terms):
    return hy.sum([t**2 for t in terms]) ** -1.5


def p1():
    mu = 0.01215058560962404
    start = [1.02202617986537242401, 0.0, -0.1821, 0.0, -0.10326652171474488811, 0.0]
    period = 1.51117263248151234
    x, y, z, vx, vy, vz = hy.make_vars("x", "y", "z", "vx", "vy", "vz")
    a = (1 - mu) * inverse_cube([x + mu, y, z])
    b = mu * inverse_cube([x - (1 - mu), y, z])
    system = [(x, vx), (y, vy), (z, vz), (vx, x + 2 * vy - a * (x + mu) - b * (x - (1 - mu))),
              (vy, y - 2 * vx - (a + b) * y), (vz, -(a + b) * z)]
    exact = hy.taylor_adaptive(system, start, tol=1e-18)
    starts = exact.propagate_grid(np.arange(64) * period / 64)[-1]
    for tolerance in (1e-10, 1e-11, 1e-12, 1e-13):
        began = time.time()
        batch = hy.taylor_adaptive_batch(system, np.zeros((6, 8)), tol=tolerance)
        compiled = time.time() - began
        spent = []
        for _ in range(20):
            total, worst = 0.0, 0.0
            for first in range(0, 64, 8):
                here = starts[first:first + 8].T.copy()
                batch.set_time(np.zeros(8))
                batch.state[:] = here
                began = time.thread_time()
                batch.propagate_until(period)
                total += time.thread_time() - began
                worst = max(worst, np.sqrt(((batch.state[:3] - here[:3]) ** 2).sum(0)).max())
            spent.append(total / 64 * 1e6)
        report("P1", tolerance, spent, worst, "", compiled)


def p4(path):
    lines = open(path).read().split("\n")
    mus = [float(v) * 1e-9 for v in lines[:5]]  # kilometres
    nodes = np.array([[float(v) for v in l.split()] for l in lines[5:53]])
    members = np.array([[float(v) for v in l.split()] for l in lines[53:117]]) * 1e-3
    stretch = 144000.0
    degrees, fits = [4] * 4, []
    for body in range(4):
        while True:
            tried, worst = [], 0.0
            for g in range(3):
                rows = nodes[g * 16:(g + 1) * 16]
                s = (rows[:, 0] - stretch * (g + 0.5)) / (stretch / 2)
                for d in range(3):
                    r = rows[:, 1 + 3 * body + d] * 1e-3
                    c = np.polynomial.chebyshev.chebfit(s, r, degrees[body])
                    worst = max(worst, abs(np.polynomial.chebyshev.chebval(s, c) - r).max())
                    tried.append(np.polynomial.chebyshev.cheb2poly(c))
            if worst < 1e-6 or degrees[body] == 12:
                break
            degrees[body] += 1
        fits.append(tried)
    pars = [np.concatenate([fits[b][3 * g + d] for b in range(4) for d in range(3)] + [[stretch * (g + 0.5)]])
            for g in range(3)]
    x = hy.make_vars("x", "y", "z", "vx", "vy", "vz")
    s = (hy.time - hy.par[len(pars[0]) - 1]) * (2 / stretch)
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
    for tolerance in (1e-8, 1e-9, 1e-10):
        began = time.time()
        batch = hy.taylor_adaptive_batch(system, np.zeros((6, 8)), tol=tolerance,
                                         pars=np.zeros((len(pars[0]), 8)))
        compiled = time.time() - began
        spent = []
        for _ in range(15):
            total, worst = 0.0, 0.0
            for first in range(0, 64, 8):
                here = members[first:first + 8].T
                batch.set_time(np.zeros(8))
                batch.state[:] = here[:6]
                began = time.thread_time()
                for g in range(3):
                    batch.pars[:] = pars[g][:, None]
                    batch.propagate_until(stretch * (g + 1))
                total += time.thread_time() - began
                worst = max(worst, 1e3 * np.sqrt(((batch.state[:3] - here[6:9]) ** 2).sum(0)).max())
            spent.append(total / 64 * 1e6)
        report("P4", tolerance, spent, worst, " m", compiled)


def report(problem, tolerance, spent, worst, unit, compiled):
    print(f"{problem} heyoka {hy.__version__} batch 8, tolerance {tolerance:.0e}: {np.median(spent):.2f} us, "
          f"worst of 64 {worst:.2e}{unit}; compiled in {compiled:.1f} s", flush=True)


p1()
if len(sys.argv) > 1:
    p4(sys.argv[1])
