#!/usr/bin/env python3
"""Asks CSPICE for rotations and their rates, from the shipped kernels, and writes them as a golden file.

    tests/oracle/frames_golden.py --out tests/validation/frames/axes_golden.csv

One row per epoch and set of axes: R (from the ICRF, row by row) and dR/dt. Run from the top of the repository;
needs numpy and spiceypy.
"""

import argparse
import datetime
import pathlib
import shlex
import sys

import numpy as np
import spiceypy as spice

DATA_DIR = pathlib.Path("lib/bodies/data")
SPK = DATA_DIR / "perilune_de440_2018_2052.bsp"
PCK = DATA_DIR / "perilune_moon_pa_de440_2018_2052.bpc"
SPAN_ET = (566049600.0 + 86400.0, 1641556800.0 - 86400.0)
# The lunar axes as NAIF's moon_de440_220930.tf defines them; the others are axes that the Moon carries on its
# orbit about the Earth: RIC (which are the Earth-Moon rotating axes) and VNC, as two-vector frames.
FRAME_KERNEL = r"""
FRAME_MOON_PA_DE440  = 31008
FRAME_31008_NAME     = 'MOON_PA_DE440'
FRAME_31008_CLASS    = 2
FRAME_31008_CLASS_ID = 31008
FRAME_31008_CENTER   = 301

FRAME_MOON_ME_DE440_ME421 = 31009
FRAME_31009_NAME     = 'MOON_ME_DE440_ME421'
FRAME_31009_CLASS    = 4
FRAME_31009_CLASS_ID = 31009
FRAME_31009_CENTER   = 301
TKFRAME_31009_SPEC     = 'ANGLES'
TKFRAME_31009_RELATIVE = 'MOON_PA_DE440'
TKFRAME_31009_ANGLES   = ( 67.8526  78.6944  0.2785 )
TKFRAME_31009_AXES     = ( 3        2        1      )
TKFRAME_31009_UNITS    = 'ARCSECONDS'

FRAME_EARTH_MOON_ROTATING = 1399301
FRAME_1399301_NAME      = 'EARTH_MOON_ROTATING'
FRAME_1399301_CLASS     = 5
FRAME_1399301_CLASS_ID  = 1399301
FRAME_1399301_CENTER    = 399
FRAME_1399301_RELATIVE  = 'J2000'
FRAME_1399301_DEF_STYLE = 'PARAMETERIZED'
FRAME_1399301_FAMILY    = 'TWO-VECTOR'
FRAME_1399301_PRI_AXIS     = 'X'
FRAME_1399301_PRI_VECTOR_DEF = 'OBSERVER_TARGET_POSITION'
FRAME_1399301_PRI_OBSERVER = 'EARTH'
FRAME_1399301_PRI_TARGET   = 'MOON'
FRAME_1399301_PRI_ABCORR   = 'NONE'
FRAME_1399301_SEC_AXIS     = 'Y'
FRAME_1399301_SEC_VECTOR_DEF = 'OBSERVER_TARGET_VELOCITY'
FRAME_1399301_SEC_OBSERVER = 'EARTH'
FRAME_1399301_SEC_TARGET   = 'MOON'
FRAME_1399301_SEC_ABCORR   = 'NONE'
FRAME_1399301_SEC_FRAME    = 'J2000'

FRAME_MOON_VNC          = 1399302
FRAME_1399302_NAME      = 'MOON_VNC'
FRAME_1399302_CLASS     = 5
FRAME_1399302_CLASS_ID  = 1399302
FRAME_1399302_CENTER    = 399
FRAME_1399302_RELATIVE  = 'J2000'
FRAME_1399302_DEF_STYLE = 'PARAMETERIZED'
FRAME_1399302_FAMILY    = 'TWO-VECTOR'
FRAME_1399302_PRI_AXIS     = 'X'
FRAME_1399302_PRI_VECTOR_DEF = 'OBSERVER_TARGET_VELOCITY'
FRAME_1399302_PRI_OBSERVER = 'EARTH'
FRAME_1399302_PRI_TARGET   = 'MOON'
FRAME_1399302_PRI_ABCORR   = 'NONE'
FRAME_1399302_PRI_FRAME    = 'J2000'
FRAME_1399302_SEC_AXIS     = 'Z'
FRAME_1399302_SEC_VECTOR_DEF = 'OBSERVER_TARGET_POSITION'
FRAME_1399302_SEC_OBSERVER = 'EARTH'
FRAME_1399302_SEC_TARGET   = 'MOON'
FRAME_1399302_SEC_ABCORR   = 'NONE'
"""
AXES = {
    "moon_pa": "MOON_PA_DE440",
    "moon_me": "MOON_ME_DE440_ME421",
    "earth_moon_rotating": "EARTH_MOON_ROTATING",
    "vnc": "MOON_VNC",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=50, help="epochs (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=20261122)
    arguments = parser.parse_args()

    spice.lmpool(FRAME_KERNEL.splitlines())
    spice.furnsh(str(SPK))
    spice.furnsh(str(PCK))
    random = np.random.default_rng(arguments.seed)
    epochs = np.floor(random.uniform(*SPAN_ET, arguments.count))

    with arguments.out.open("w") as out:
        print(f"# tool: {spice.tkvrsn('TOOLKIT')} through spiceypy {spice.__version__}", file=out)
        print(f"# command: {shlex.join(sys.argv)}", file=out)
        print(f"# date: {datetime.date.today()}", file=out)
        print(f"# kernels: {SPK.name}, {PCK.name}; numbers with a point are C99 hexadecimal floats", file=out)
        print("# axes: " + ", ".join(f"{i} {name}" for i, name in enumerate(AXES)), file=out)
        names = [f"r{i}{j}" for i in range(3) for j in range(3)] + [f"d{i}{j}" for i in range(3) for j in range(3)]
        print(",".join(["axes", "et_s", *names]), file=out)
        for et in epochs:
            for number, frame in enumerate(AXES.values()):
                matrix = spice.sxform("J2000", frame, et)
                values = [et, *matrix[:3, :3].ravel(), *matrix[3:, :3].ravel()]
                print(",".join([str(number), *(float(value).hex() for value in values)]), file=out)


if __name__ == "__main__":
    main()
