#!/usr/bin/env python3
"""Asks CSPICE how much of the years 2026-2045 the Sun and the Earth stand above the horizon of six lunar sites.

    tests/oracle/lunar_light.py --out tests/validation/access/lunar_light.csv

Brute force: every hour, apparent positions (light time and stellar aberration) of Sun and Earth from each site,
on the sphere of 1737.4 km with a level horizon, in MOON_ME_DE440_ME421. Two shares a body: any part of the disc
above the horizon, and the middle of it. Run from the top of the repository; needs numpy and spiceypy; a minute.
"""

import argparse
import datetime
import pathlib
import shlex
import sys

import numpy as np
import spiceypy as spice

from frames_golden import FRAME_KERNEL, PCK, SPK

MOON_RADIUS_KM = 1737.4
RADIUS_KM = {"SUN": 695700.0, "EARTH": 6378.1366}
SITES = [  # latitude, east longitude [deg]
    ("shackleton-rim", -88.8, 123.4),
    ("de-gerlache", -88.48, 271.66),
    ("malapert-massif", -86.0, 0.0),
    ("mons-mouton", -84.6, 31.0),
    ("boguslawsky", -69.545, 43.544),
    ("apollo-basin", -41.6383, 206.0144),
]
FROM, TO = "2026-01-01T00:00:00", "2046-01-01T00:00:00"  # UTC


def utc_to_et(text):
    """No leap-seconds kernel is shipped: 37 s of TAI - UTC hold from 2017 on, and TT - TAI is 32.184 s."""
    seconds = (datetime.datetime.fromisoformat(text) - datetime.datetime(2000, 1, 1, 12)).total_seconds()
    return seconds + 37.0 + 32.184  # TDB - TT is below 2 ms


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--step", type=float, default=3600.0, help="seconds (default: %(default)s)")
    arguments = parser.parse_args()

    spice.lmpool(FRAME_KERNEL.splitlines())
    spice.furnsh(str(SPK))
    spice.furnsh(str(PCK))
    places = []
    for _, latitude, longitude in SITES:
        phi, lam = np.radians([latitude, longitude])
        places.append([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    up = np.array(places)

    epochs = np.arange(utc_to_et(FROM), utc_to_et(TO), arguments.step)
    above = {name: np.zeros((len(SITES), 2), dtype=np.int64) for name in RADIUS_KM}
    for et in epochs:
        for name, radius in RADIUS_KM.items():
            # Seen from the Moon's centre, with aberration, then moved to each site: what the site's own speed (below
            # 4.7 m/s) adds to the aberration is 0.003 arc seconds.
            seen, _ = spice.spkpos(name, et, "MOON_ME_DE440_ME421", "LT+S", "MOON")
            from_site = seen[None, :] - MOON_RADIUS_KM * up
            distance = np.linalg.norm(from_site, axis=1)
            elevation = np.arcsin(np.einsum("ij,ij->i", from_site, up) / distance)
            above[name][:, 0] += elevation + np.arcsin(radius / distance) > 0.0
            above[name][:, 1] += elevation > 0.0

    with arguments.out.open("w") as out:
        print(f"# tool: {spice.tkvrsn('TOOLKIT')} through spiceypy {spice.__version__}", file=out)
        print(f"# command: {shlex.join(sys.argv)}", file=out)
        print(f"# date: {datetime.date.today()}", file=out)
        print(f"# shares of {FROM} to {TO} UTC, {len(epochs)} epochs, percent", file=out)
        print("site,latitude_deg,longitude_deg,sun_limb,sun_centre,earth_limb,earth_centre", file=out)
        for i, (site, latitude, longitude) in enumerate(SITES):
            shares = [100.0 * above[name][i, k] / len(epochs) for name in RADIUS_KM for k in range(2)]
            print(",".join([site, str(latitude), str(longitude), *(f"{share:.4f}" for share in shares)]), file=out)


if __name__ == "__main__":
    main()
