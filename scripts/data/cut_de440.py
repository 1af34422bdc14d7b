#!/usr/bin/env python3
"""Cuts the kernels that Perilune embeds from JPL's DE440 binary file.

    scripts/data/cut_de440.py --de-binary linux_p1550p2650.440 --out-dir lib/bodies/data

writes perilune_de440_2018_2052.bsp (SPK, eight type 2 segments) and perilune_moon_pa_de440_2018_2052.bpc
(binary PCK, the lunar librations). Coefficients are JPL's, bit for bit; the one computed segment is the
Earth relative to the Earth-Moon barycentre, -Moon / (1 + EMRAT). Needs numpy only.
"""

import argparse
import hashlib
import pathlib

from daf import Type2Segment, write_daf
from jpl_binary import JplBinary

DE440_BYTES = 102_272_352
DE440_SHA256 = "29915576d0a6555766b99485ac3056ee415e86df4fce282611c31afb329ad062"
J2000_JD = 2451545.0
FROM_JD = 2458119.5  # 2018-01-01
TO_JD = 2470537.5  # 2052-01-01
ICRF, CHEBYSHEV = 1, 2  # SPICE frame "J2000" (= ICRF axes); segment type
MOON_PA_DE440 = 31008  # NAIF's frame class id, as in moon_de440_220930.tf

SPK_NAME = "perilune_de440_2018_2052.bsp"
PCK_NAME = "perilune_moon_pa_de440_2018_2052.bpc"

PROVENANCE = """\
Perilune: {what}

Cut by scripts/data/cut_de440.py from the Developmental Ephemeris DE440 of the
Jet Propulsion Laboratory, California Institute of Technology:

   R. S. Park, W. M. Folkner, J. G. Williams, D. H. Boggs, "The JPL Planetary and
   Lunar Ephemerides DE440 and DE441", The Astronomical Journal 161:105, 2021.

   file    linux_p1550p2650.440, {size} bytes
   sha256  {sha256}

Coverage: JD {first_jd} to {last_jd} TDB, whole 32-day records that cover
2018-01-01 to 2052-01-01. Axes: ICRF. EMRAT {emrat!r}.
{details}
This is an excerpt, not a product of JPL or of NAIF.
"""

SPK_DETAILS = """
Targets and centres, positions in km against TDB:
   10, 3, 2, 4, 5, 6 relative to 0   coefficients of the JPL file, bit for bit
   301 relative to 399               coefficients of the JPL file, bit for bit
   399 relative to 3                 -(301 relative to 399) / (1 + EMRAT)
"""

PCK_DETAILS = """
Frame class id 31008 (MOON_PA_DE440), base frame 1. The angles phi, theta, psi in
radians are the coefficients of the JPL file, bit for bit:
   PA = R3(psi) R1(theta) R3(phi) ICRF          (rotations of the axes)
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--de-binary", type=pathlib.Path, required=True, help="JPL's linux_p1550p2650.440")
    parser.add_argument("--out-dir", type=pathlib.Path, required=True)
    arguments = parser.parse_args()

    content = arguments.de_binary.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    if len(content) != DE440_BYTES or sha256 != DE440_SHA256:
        raise SystemExit(f"{arguments.de_binary} is not DE440: {len(content)} bytes, sha256 {sha256}")
    de440 = JplBinary(content)

    def segment(name, item, integers, divisor=1.0):
        start_jd, granule_days, coefficients = de440.coefficients(item, FROM_JD, TO_JD)
        return Type2Segment(name, (*integers, ICRF, CHEBYSHEV), (start_jd - J2000_JD) * 86400.0,
                            granule_days * 86400.0, coefficients / divisor)

    spk = [
        segment("SUN 10 WRT SSB 0, DE440", "sun", (10, 0)),
        segment("EARTH-MOON BARYCENTER 3 WRT SSB 0, DE440", "earth_moon_barycentre", (3, 0)),
        segment("EARTH 399 WRT EMB 3, DE440", "moon_geocentric", (399, 3), -(1.0 + de440.emrat)),
        segment("MOON 301 WRT EARTH 399, DE440", "moon_geocentric", (301, 399)),
        segment("VENUS BARYCENTER 2 WRT SSB 0, DE440", "venus", (2, 0)),
        segment("MARS BARYCENTER 4 WRT SSB 0, DE440", "mars", (4, 0)),
        segment("JUPITER BARYCENTER 5 WRT SSB 0, DE440", "jupiter", (5, 0)),
        segment("SATURN BARYCENTER 6 WRT SSB 0, DE440", "saturn", (6, 0)),
    ]
    pck = [segment("MOON_PA_DE440 31008 WRT ICRF, DE440", "librations", (MOON_PA_DE440,))]

    def comment(what, details, segments):
        return PROVENANCE.format(
            what=what, details=details, size=len(content), sha256=sha256, emrat=de440.emrat,
            first_jd=segments[0].start_s / 86400.0 + J2000_JD,
            last_jd=segments[0].end_s / 86400.0 + J2000_JD)

    arguments.out_dir.mkdir(parents=True, exist_ok=True)
    write_daf(arguments.out_dir / SPK_NAME, "SPK", "PERILUNE DE440 2018-2052",
              comment("ephemeris of the Sun, Earth, Moon and planets", SPK_DETAILS, spk), spk)
    write_daf(arguments.out_dir / PCK_NAME, "PCK", "PERILUNE MOON PA DE440 2018-2052",
              comment("orientation of the Moon's principal axes", PCK_DETAILS, pck), pck)
    for name in (SPK_NAME, PCK_NAME):
        written = (arguments.out_dir / name).read_bytes()
        print(f"{hashlib.sha256(written).hexdigest()}  {name}  {len(written)} bytes")


if __name__ == "__main__":
    main()
