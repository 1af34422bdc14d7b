#!/usr/bin/env python3
"""Cuts four clean arcs out of NASA's ephemeris of Artemis I as flown.

    tests/oracle/artemis_excerpt.py --oem artemis1_orion_as_flown_oem.asc \
        --out tests/validation/propagation/data/artemis1_arcs.csv

An arc is clean where the rows are 240 s apart: elsewhere there are burns and venting. Every sixth row is kept,
and the last. Digits are NASA's.
"""

import argparse
import datetime
import hashlib
import pathlib
import sys

OEM_SHA256 = "cc1061c439fb44e1daacfb3bf6add901626f394d7fc17c0ec73cee11de499dc2"
STARTS = ["2022-11-18T10:35:27.044", "2022-11-23T03:30:43.643", "2022-11-29T23:51:43.643", "2022-12-08T04:48:41.000"]
STEP_S, KEPT = 240.0, 6


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--oem", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    content = arguments.oem.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != OEM_SHA256:
        sys.exit(f"{arguments.oem}: sha256 {digest} is not that of the file this was written for, {OEM_SHA256}")
    rows = [line.split() for line in content.decode().splitlines() if line[:2] == "20" and len(line.split()) == 7]
    epochs = [datetime.datetime.fromisoformat(row[0]) for row in rows]
    lines = ["# NASA, Artemis I as flown (Orion), EME2000 about the Earth: arc, UTC, km, km/s; cut by tests/oracle/artemis_excerpt.py"]
    for number, start in enumerate(STARTS, 1):
        first = next(i for i, row in enumerate(rows) if row[0] == start)
        last = first
        while (epochs[last + 1] - epochs[last]).total_seconds() == STEP_S:
            last += 1
        kept = [*range(first, last, KEPT), last]
        print(f"arc {number}: {start}, {(epochs[last] - epochs[first]).total_seconds() / 3600:.2f} h, {len(kept)} rows")
        lines += [",".join([str(number), *rows[i]]) for i in kept]
    arguments.out.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
