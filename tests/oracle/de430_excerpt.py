#!/usr/bin/env python3
"""Cuts the few days of JPL's DE430 that the tests of propagation against GMAT need.

    tests/oracle/de430_excerpt.py --spk de430.bsp --out tests/validation/propagation/data/de430_gmat_days.bsp

Coefficients are JPL's, bit for bit. Needs numpy only; scripts/data/daf.py writes the file.
"""

import argparse
import hashlib
import pathlib
import struct
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "data"))
from daf import Type2Segment, write_daf  # noqa: E402

DE430_SHA256 = "6e1b277c5f07135a84950604b83e56b736be696a7f3560bcddb1d4aeb944fca1"
DAY_S = 86400.0
# (first, last) day wanted, in TDB days past J2000: 2002-02-07 and 2020-01-01 at midnight, one day of flight.
DAYS = [(767.5, 768.6), (7304.5, 7305.6)]
BODIES = {(3, 0): "EMB", (10, 0): "SUN", (5, 0): "JUPITER BARYCENTER", (301, 3): "MOON", (399, 3): "EARTH"}


def segments_of(words, integers, doubles):
    """All segments of an SPK file: (target, centre, first word, last word)."""
    nd, ni = struct.unpack_from("<2i", words, 8)
    assert (nd, ni) == (2, 6)
    record = struct.unpack_from("<i", words, 76)[0]
    while record:
        base = (record - 1) * 128
        count = int(doubles[base + 2])
        for i in range(count):
            at = (base + 3 + i * 5 + 2) * 2
            target, center, _frame, kind, first, last = integers[at : at + 6]
            yield int(target), int(center), int(kind), int(first), int(last)
        record = int(doubles[base])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spk", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()

    content = arguments.spk.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != DE430_SHA256:
        sys.exit(f"{arguments.spk}: sha256 {digest} is not that of DE430, {DE430_SHA256}")
    doubles = np.frombuffer(content, "<f8")
    integers = np.frombuffer(content, "<i4")

    cut = []
    for target, center, kind, first, last in segments_of(content, integers, doubles):
        if (target, center) not in BODIES:
            continue
        assert kind == 2
        start, granule, size, count = doubles[last - 4 : last]
        size, count = int(size), int(count)
        records = doubles[first - 1 : first - 1 + size * count].reshape(count, size)
        for from_day, to_day in DAYS:
            i = int((from_day * DAY_S - start) // granule)
            j = int((to_day * DAY_S - start) // granule) + 1
            coefficients = records[i:j, 2:].reshape(j - i, 3, -1)
            name = f"DE430 {BODIES[target, center]} from day {from_day}"
            cut.append(Type2Segment(name, (target, center, 1, 2), start + i * granule, granule, coefficients))
    comment = (
        "Excerpt of JPL's DE430 for tests: the days of 2002-02-07 and 2020-01-01.\n"
        "W. M. Folkner et al., The Planetary and Lunar Ephemerides DE430 and DE431,\n"
        "IPN Progress Report 42-196, 2014. Cut by tests/oracle/de430_excerpt.py from\n"
        f"de430.bsp, sha256 {digest}.\n"
        "Not a product of JPL or of NAIF."
    )
    write_daf(arguments.out, "SPK", "DE430 excerpt for Perilune's tests", comment, cut)
    made = arguments.out.read_bytes()
    print(f"{arguments.out}: {len(cut)} segments, {len(made)} bytes, sha256 {hashlib.sha256(made).hexdigest()}")


if __name__ == "__main__":
    main()
