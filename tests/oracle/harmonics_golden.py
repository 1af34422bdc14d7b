#!/usr/bin/env python3
"""Sums the embedded gravity fields in 40-digit arithmetic and writes the accelerations as a golden file.

    tests/oracle/harmonics_golden.py --out tests/validation/dynamics/harmonics_golden.csv

The way of summing is another one than the library's: Cunningham's recursion for solid harmonics that are not
normalised (Montenbruck and Gill, Satellite Orbits, eq. 3.29 to 3.33). Run from the top of the repository; needs
mpmath.
"""

import argparse
import datetime
import math
import pathlib
import shlex
import struct
import sys

import mpmath
from mpmath import mpf

mpmath.mp.dps = 40
DATA_DIR = pathlib.Path("lib/bodies/data")
FIELDS = {301: ("moon_grgm1200a_150.bin", 1737.4e3), 399: ("earth_egm2008_90.bin", 6378137.0)}
# Latitude and longitude [deg], radius in surface radii.
EVERY_DEGREE = ((90.0, 0.0, 1.0), (37.0, -71.0, 1.0))
SOME_DEGREES = (
    (-90.0, 0.0, 1.0),
    (90.0, 0.0, 1.1),
    (-90.0, 0.0, 5.0),
    (90.0 - 1e-7, 30.0, 1.01),  # 3 mm from the axis
    (-89.9, 200.0, 1.0),
    (0.0, 0.0, 1.0),
    (0.0, 123.0, 1.001),
    (-12.0, 45.0, 1.02),
    (60.0, 170.0, 1.3),
    (5.0, -100.0, 2.0),
    (-45.0, 10.0, 5.0),
)
DEGREES = (2, 3, 5, 10, 20, 50, 75, 90, 100, 150)
ORDER_LIMITED = ((2, 0), (20, 0), (20, 7), (75, 40))


def read_field(path):
    """Degree, mu, radius, C and S by (n, m); form PLGRAV01, lib/bodies/data/README.md."""
    content = path.read_bytes()
    degree, _, mu, radius = struct.unpack_from("<iidd", content, 8)
    pairs = struct.iter_unpack("<dd", content[32:])
    coefficients = {(n, m): next(pairs) for n in range(2, degree + 1) for m in range(n + 1)}
    return degree, mpf(mu), mpf(radius), coefficients


def parts_by_term(field, position, degree):
    """What each term adds to the acceleration, central one excluded."""
    _, mu, radius, coefficients = field
    x, y, z = (mpf(value) for value in position)
    square = x * x + y * y + z * z
    dx, dy, dz, rr = x * radius / square, y * radius / square, z * radius / square, radius * radius / square
    v = {(0, 0): radius / mpmath.sqrt(square)}
    w = {(0, 0): mpf(0)}
    top = degree + 1
    for m in range(top + 1):
        if m > 0:
            v[m, m] = (2 * m - 1) * (dx * v[m - 1, m - 1] - dy * w[m - 1, m - 1])
            w[m, m] = (2 * m - 1) * (dx * w[m - 1, m - 1] + dy * v[m - 1, m - 1])
        for n in range(m + 1, top + 1):
            first, second = mpf(2 * n - 1) / (n - m) * dz, mpf(n + m - 1) / (n - m) * rr
            v[n, m] = first * v[n - 1, m] - (second * v[n - 2, m] if n > m + 1 else 0)
            w[n, m] = first * w[n - 1, m] - (second * w[n - 2, m] if n > m + 1 else 0)
    factorial = [mpf(math.factorial(n)) for n in range(2 * degree + 1)]
    parts = {}
    for n in range(2, degree + 1):
        for m in range(n + 1):
            norm = mpmath.sqrt((1 if m == 0 else 2) * (2 * n + 1) * factorial[n - m] / factorial[n + m])
            c, s = (norm * mpf(value) for value in coefficients[n, m])
            if m == 0:
                ax, ay = -c * v[n + 1, 1], -c * w[n + 1, 1]
            else:
                f = (n - m + 2) * (n - m + 1)
                ax = (-c * v[n + 1, m + 1] - s * w[n + 1, m + 1] + f * (c * v[n + 1, m - 1] + s * w[n + 1, m - 1])) / 2
                ay = (-c * w[n + 1, m + 1] + s * v[n + 1, m + 1] + f * (-c * w[n + 1, m - 1] + s * v[n + 1, m - 1])) / 2
            az = (n - m + 1) * (-c * v[n + 1, m] - s * w[n + 1, m])
            parts[n, m] = tuple(mu / radius**2 * value for value in (ax, ay, az))
    return parts


def rows(body, field, surface_m):
    most = field[0]
    for latitude, longitude, radii in EVERY_DEGREE + SOME_DEGREES:
        every = (latitude, longitude, radii) in EVERY_DEGREE
        cosine = 0.0 if abs(latitude) == 90.0 else math.cos(math.radians(latitude))
        position = (
            surface_m * radii * cosine * math.cos(math.radians(longitude)),
            surface_m * radii * cosine * math.sin(math.radians(longitude)),
            surface_m * radii * math.sin(math.radians(latitude)),
        )
        parts = parts_by_term(field, position, most)
        square = sum(mpf(value) ** 2 for value in position)
        central = [-field[1] * mpf(value) / (square * mpmath.sqrt(square)) for value in position]
        degrees = sorted({*DEGREES, *range(2, 101)} if every else DEGREES)
        wanted = [(n, n) for n in degrees if n <= most] + list(ORDER_LIMITED)
        for degree, order in wanted:
            disturbance = [
                mpmath.fsum(part[i] for (n, m), part in parts.items() if n <= degree and m <= order) for i in range(3)
            ]
            total = [a + b for a, b in zip(central, disturbance)]
            yield body, degree, order, *position, *(float(value) for value in disturbance + total)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    with arguments.out.open("w") as out:
        print(f"# tool: mpmath {mpmath.__version__}, {mpmath.mp.dps} digits", file=out)
        print(f"# command: {shlex.join(sys.argv)}", file=out)
        print(f"# date: {datetime.date.today()}", file=out)
        print(f"# fields: {', '.join(name for name, _ in FIELDS.values())}; numbers with a point are C99 hexadecimal floats", file=out)
        print("# body is NAIF's number; position and accelerations along the body-fixed axes, m and m/s^2; d is the part of degree 2 and up, a all", file=out)
        print("body,degree,order,x,y,z,dx,dy,dz,ax,ay,az", file=out)
        for body, (name, surface_m) in FIELDS.items():
            for row in rows(body, read_field(DATA_DIR / name), surface_m):
                print(",".join([*(str(value) for value in row[:3]), *(float(value).hex() for value in row[3:])]), file=out)


if __name__ == "__main__":
    main()
