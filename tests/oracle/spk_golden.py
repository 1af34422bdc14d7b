#!/usr/bin/env python3
"""Asks CSPICE for states and lunar orientation from the shipped kernels, and writes them as golden files.

    tests/oracle/spk_golden.py states  --out tests/validation/bodies/spk_golden.csv
    tests/oracle/spk_golden.py moon-pa --out tests/validation/bodies/moon_pa_golden.csv
    tests/oracle/spk_golden.py states --count 1000000 --out /some/where/spk_golden.bin

Queries are seeded; the first n of a longer run are those of a run with --count n. An --out that ends in .bin
gets raw little-endian doubles, a row per query, without header. Needs numpy and spiceypy. Formats: README.md.
"""

import argparse
import datetime
import itertools
import pathlib
import shlex
import sys

import numpy as np
import spiceypy as spice

DATA_DIR = pathlib.Path("lib/bodies/data")
SPK = DATA_DIR / "perilune_de440_2018_2052.bsp"
PCK = DATA_DIR / "perilune_moon_pa_de440_2018_2052.bpc"
BODIES = (0, 10, 3, 399, 301, 2, 4, 5, 6)
PAIRS = tuple(itertools.permutations(BODIES, 2))
GRANULES_S = tuple(days * 86400.0 for days in (4, 8, 16, 32))
EDGE_SHARE = 0.1  # of the epochs lie on a granule's edge, or one rounding before or after it
MOON_PA_DE440 = 31008
# NAIF's moon_de440_220930.tf, reduced to what names the principal axes.
FRAME_KERNEL = r"""
FRAME_MOON_PA_DE440  = 31008
FRAME_31008_NAME     = 'MOON_PA_DE440'
FRAME_31008_CLASS    = 2
FRAME_31008_CLASS_ID = 31008
FRAME_31008_CENTER   = 301
OBJECT_MOON_FRAME    = 'MOON_PA_DE440'
"""


def epoch(span, kind, where):
    """An epoch in `span` from two uniform numbers: anywhere, or at the edge of a granule."""
    start, end = span
    if kind >= EDGE_SHARE:
        return start + where * (end - start)
    choice = int(kind / EDGE_SHARE * 3 * len(GRANULES_S))
    granule = GRANULES_S[choice // 3]
    edge = start + granule * round(where * (end - start) / granule)
    aimed = np.nextafter(edge, (-np.inf, edge, np.inf)[choice % 3])
    return float(np.clip(aimed, start, end))


def state_rows(uniform, span):
    """target, centre, et [s TDB past J2000], position [km], velocity [km/s]: axes ICRF, geometric."""
    for pair, kind, where in uniform:
        target, centre = PAIRS[int(pair * len(PAIRS))]
        et = epoch(span, kind, where)
        state, _ = spice.spkgeo(target, et, "J2000", centre)
        yield target, centre, et, *state


def moon_pa_rows(uniform, span):
    """et [s], phi, theta, psi [rad, psi in -pi..pi], their rates [rad/s], R_pa_icrf row by row."""
    for _, kind, where in uniform:
        et = epoch(span, kind, where)
        transform = spice.sxform("J2000", "MOON_PA_DE440", et)
        (psi, theta, phi, psi_rate, theta_rate, phi_rate), _ = spice.xf2eul(transform, 3, 1, 3)
        yield et, phi, theta, psi, phi_rate, theta_rate, psi_rate, *np.ravel(transform[:3, :3])


COLUMNS = {
    "states": "target,centre,et_s,x_km,y_km,z_km,vx_km_s,vy_km_s,vz_km_s",
    "moon-pa": "et_s,phi_rad,theta_rad,psi_rad,phi_rad_s,theta_rad_s,psi_rad_s,"
               "r00,r01,r02,r10,r11,r12,r20,r21,r22",
}


def write_csv(path, what, rows):
    with open(path, "w", encoding="ascii", newline="\n") as file:
        file.write(f"# tool: {spice.tkvrsn('TOOLKIT')} through spiceypy {spice.__version__}\n")
        file.write(f"# command: {shlex.join(sys.argv)}\n")
        file.write(f"# date: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}\n")
        file.write(f"# kernels: {SPK.name}, {PCK.name}; numbers with a point are C99 hexadecimal floats\n")
        file.write(COLUMNS[what] + "\n")
        for row in rows:
            file.write(",".join(str(v) if isinstance(v, int) else float(v).hex() for v in row) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=COLUMNS)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="a .csv, or a .bin for raw doubles")
    parser.add_argument("--count", type=int, help="default 10000 states, 1000 orientations")
    parser.add_argument("--seed", type=int, default=20180101)
    arguments = parser.parse_args()
    count = arguments.count or {"states": 10_000, "moon-pa": 1_000}[arguments.what]

    spice.furnsh([str(SPK), str(PCK)])
    spice.lmpool(FRAME_KERNEL.strip().splitlines())
    uniform = np.random.Generator(np.random.PCG64(arguments.seed)).random((count, 3))
    if arguments.what == "states":
        rows = state_rows(uniform, spice.wnfetd(spice.spkcov(str(SPK), 301), 0))
    else:
        rows = moon_pa_rows(uniform, spice.wnfetd(spice.pckcov(str(PCK), MOON_PA_DE440), 0))

    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    if arguments.out.suffix == ".bin":
        width = COLUMNS[arguments.what].count(",") + 1
        flat = itertools.chain.from_iterable(rows)
        np.fromiter(flat, "<f8", count * width).tofile(arguments.out)
    else:
        write_csv(arguments.out, arguments.what, rows)
    print(f"{arguments.out}: {count} rows, {arguments.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
