#!/usr/bin/env python3
"""Cuts the Earth gravity field EGM2008 to a low degree.

    scripts/data/cut_earth_gravity.py --gfc EGM2008_120.gfc --out lib/bodies/data/earth_egm2008_90.bin

The input is a .gfc file of the International Centre for Global Earth Models: GM in m^3/s^2, radius in m,
fully normalised, tide-free. Needs the Python standard library only.
"""

import argparse
import pathlib

from gravity_file import check_sha256, write_gravity

GFC_SHA256 = "d733d2c4c19b968e2325c755924e448c91077024679e7a1f72c80ebcb0480b36"


def number(text):
    return float(text.lower().replace("d", "e"))  # Fortran writes 1.0d0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gfc", type=pathlib.Path, required=True, help="EGM2008_120.gfc")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--degree", type=int, default=90, help="default 90: 67 kB")
    arguments = parser.parse_args()

    header, coefficients = {}, {}
    for line in check_sha256(arguments.gfc, GFC_SHA256).decode("ascii").splitlines():
        fields = line.split()
        if fields and fields[0] == "gfc":
            n, m = int(fields[1]), int(fields[2])
            coefficients[n, m] = number(fields[3]), number(fields[4])
        elif len(fields) == 2:
            header[fields[0]] = fields[1]
    if header["norm"] != "fully_normalized" or header["tide_system"] != "tide_free":
        raise SystemExit(f"expected fully normalised, tide-free coefficients, found {header}")
    write_gravity(arguments.out, arguments.degree, number(header["earth_gravity_constant"]),
                  number(header["radius"]), coefficients)


if __name__ == "__main__":
    main()
