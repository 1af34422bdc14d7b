#!/usr/bin/env python3
"""Cuts the lunar gravity field GRGM1200A to a low degree.

    scripts/data/cut_lunar_gravity.py --shadr gggrx_1200a_sha.tab --out lib/bodies/data/moon_grgm1200a_150.bin

The input is the SHADR table of the Planetary Data System: GM and radius in km in the first line, then
n, m, C, S, fully normalised. Needs the Python standard library only.
"""

import argparse
import pathlib

from gravity_file import check_sha256, write_gravity

SHADR_SHA256 = "fa04c3dce9376948ad243f3df74144e2602f12d183ea4d179604ed0a79da7ded"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shadr", type=pathlib.Path, required=True, help="gggrx_1200a_sha.tab")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--degree", type=int, default=150, help="default 150: 184 kB")
    arguments = parser.parse_args()

    lines = iter(check_sha256(arguments.shadr, SHADR_SHA256).decode("ascii").splitlines())
    radius_km, gm_km3_s2, _, _, _, normalised, *_ = next(lines).split(",")
    if int(normalised) != 1:
        raise SystemExit("the coefficients are not fully normalised")

    coefficients = {}
    for line in lines:
        fields = line.split(",")
        if len(fields) < 4:
            continue  # the padding after the header
        n, m = int(fields[0]), int(fields[1])
        if n > arguments.degree:
            break
        coefficients[n, m] = float(fields[2]), float(fields[3])
    # Scaling decimal text by 10^3 and 10^9 keeps the nearest double of the printed value.
    write_gravity(arguments.out, arguments.degree, scaled(gm_km3_s2, 9), scaled(radius_km, 3), coefficients)


def scaled(text, power):
    mantissa, exponent = text.lower().split("e")
    return float(f"{mantissa}e{int(exponent) + power}")


if __name__ == "__main__":
    main()
