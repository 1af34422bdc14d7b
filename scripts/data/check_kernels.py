#!/usr/bin/env python3
"""Reads the shipped kernels with CSPICE (spiceypy) and jplephem, and compares them with outside numbers.

    scripts/data/check_kernels.py --data-dir lib/bodies/data --excerpt tests/validation/data/de440_2023_01_08.lnx

Checks: DE440's published positions and librations at JD 2460000.5 TDB; every coefficient bit for bit against
an independent excerpt of JPL's file; the axes that SPICE makes of the PCK. Needs numpy, spiceypy, jplephem.
"""

import argparse
import pathlib
import sys

import jplephem.spk
import numpy as np
import spiceypy as spice
from jplephem.daf import DAF
from jplephem.pck import PCK

from cut_de440 import J2000_JD, PCK_NAME, SPK_NAME
from jpl_binary import JplBinary

JD = 2460000.5
POSITION_TOLERANCE_KM, ANGLE_TOLERANCE_RAD = 1e-6, 1e-11  # the numbers below are rounded there
POSITIONS_KM = {  # (target, centre): ICRF
    (10, 0): (-1344005.538384, -66917.692146, 5637.888872),
    (3, 0): (-136378592.268319, 55640589.522082, 24155157.187421),
    (2, 0): (70876857.125113, 74918401.991060, 29176751.726583),
    (4, 0): (-99907792.947464, 200558554.531786, 94687656.499455),
    (5, 0): (705941073.636626, 207867010.409888, 71915325.322066),
    (6, 0): (1240048091.763210, -706221756.075424, -345116137.197318),
    (301, 399): (299660.396639, 216607.282679, 95695.165604),
}
LIBRATIONS_RAD = (-0.042335199152, 0.387705226577, 4508.766408462656)
# NAIF's moon_de440_220930.tf, reduced to what names the principal axes.
FRAME_KERNEL = r"""
FRAME_MOON_PA_DE440  = 31008
FRAME_31008_NAME     = 'MOON_PA_DE440'
FRAME_31008_CLASS    = 2
FRAME_31008_CLASS_ID = 31008
FRAME_31008_CENTER   = 301
OBJECT_MOON_FRAME    = 'MOON_PA_DE440'
"""
ITEM_OF_SEGMENT = {
    (10, 0): "sun", (3, 0): "earth_moon_barycentre", (301, 399): "moon_geocentric", (2, 0): "venus",
    (4, 0): "mars", (5, 0): "jupiter", (6, 0): "saturn", (31008, 1): "librations",
}


def frame_rotation(axis, angle):
    """SPICE's [angle]_axis: rotates the axes, not the vector."""
    return spice.rotate(angle, axis)


class Report:
    failed = False

    def line(self, what, value, tolerance):
        good = value <= tolerance
        self.failed |= not good
        print(f"{'ok  ' if good else 'FAIL'} {what}: {value:.3e} (allowed {tolerance:.0e})")


def check_values(report, spk_path, pck_path):
    et = (JD - J2000_JD) * 86400.0
    with jplephem.spk.SPK.open(str(spk_path)) as kernel:
        for (target, centre), expected in POSITIONS_KM.items():
            by_spice = spice.spkgps(target, et, "J2000", centre)[0]
            by_jplephem = kernel[centre, target].compute(JD)
            error = max(np.abs(by_spice - expected).max(), np.abs(by_jplephem - expected).max())
            report.line(f"{target} wrt {centre}, CSPICE and jplephem [km]", error, POSITION_TOLERANCE_KM)

    with open(pck_path, "rb") as file:
        segment = PCK(DAF(file)).segments[0]
        angles, _ = segment.compute(JD, 0.0)
    report.line("librations, jplephem [rad]", np.abs(angles - LIBRATIONS_RAD).max(), ANGLE_TOLERANCE_RAD)

    phi, theta, psi = angles
    expected = frame_rotation(3, psi) @ frame_rotation(1, theta) @ frame_rotation(3, phi)
    error = np.abs(spice.pxform("J2000", "MOON_PA_DE440", et) - expected).max()
    report.line("pxform - R3(psi) R1(theta) R3(phi)", error, 1e-12)


def check_coefficients(report, excerpt, path):
    """Every granule of the kernel that the excerpt also holds must be the same 64-bit words."""
    first_jd = excerpt.records[0, 0]
    last_jd = excerpt.records[-1, 1]
    with open(path, "rb") as file:
        daf = DAF(file)
        for _, values in daf.summaries():
            start_s, _ = values[:2]
            key = values[2], values[3]  # SPK: target, centre; PCK: frame class id, base frame
            if key not in ITEM_OF_SEGMENT:
                continue
            begin, end = values[-2:]
            _, granule_s, words, count = daf.read_array(end - 3, end)
            granules = daf.read_array(begin, end - 4).reshape(int(count), int(words))
            jd, days, expected = excerpt.coefficients(ITEM_OF_SEGMENT[key], first_jd, last_jd)
            assert days * 86400.0 == granule_s
            skip = int(((jd - J2000_JD) * 86400.0 - start_s) / granule_s)
            found = granules[skip : skip + len(expected), 2:].reshape(expected.shape)
            different = np.sum(found.view(np.uint64) != np.ascontiguousarray(expected).view(np.uint64))
            report.line(f"{key}: {expected.size} coefficients, words that differ", float(different), 0.0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=pathlib.Path, required=True)
    parser.add_argument("--excerpt", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    spk_path, pck_path = arguments.data_dir / SPK_NAME, arguments.data_dir / PCK_NAME

    spice.furnsh(str(spk_path))
    spice.furnsh(str(pck_path))
    spice.lmpool(FRAME_KERNEL.strip().splitlines())
    report = Report()
    check_values(report, spk_path, pck_path)
    excerpt = JplBinary(arguments.excerpt.read_bytes())
    check_coefficients(report, excerpt, spk_path)
    check_coefficients(report, excerpt, pck_path)
    sys.exit(report.failed)


if __name__ == "__main__":
    main()
