#!/usr/bin/env python3
"""Lets other programs read the trajectory files that `perilune run` writes, and says how far off they are.

    build/release/bin/perilune run scenarios/arrivals.yaml
    tests/oracle/oem_readers.py --program build/release/bin/perilune --folder out/arrivals

Each file is read by `oem` and by `ccsds-ndm`. At random dates the interpolation of `oem` is compared with a state that
the program propagates to exactly that date. Needs oem (0.4.5), ccsds-ndm (3.1.1), numpy, pyyaml.
"""

import argparse
import pathlib
import random
import re
import subprocess

import numpy as np
import oem
import yaml
from astropy.time import Time
from ccsds_ndm.ndm_io import NdmIo

ELEMENTS = ("semi_major_axis", "eccentricity", "inclination", "node", "argument_of_periapsis", "mean_anomaly")


def propagated_km(program, flight, date):
    forces = flight["forces"]["point_masses"] + (["j2"] if "j2" in flight["forces"] else [])
    command = [program, "propagate", "--at", str(flight["epoch"]), "--axes", flight["axes"], "--center", flight["center"],
               "--elements", ", ".join(str(flight["elements"][key]) for key in ELEMENTS),
               "--forces", ",".join(forces), "--until", f"{date} UTC"]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return np.array([float(x) for x in re.findall(r"(-?[\d.]+) km\b(?!/)", out.split(":\n")[1].split("\n")[0])])


def check(program, path, flight, samples, seed):
    message = oem.OrbitEphemerisMessage.open(str(path))
    states = list(message.segments[0].states)
    other = NdmIo().from_path(str(path)).body.segment[0]
    assert len(other.data.state_vector) == len(states)
    assert other.data.state_vector[-1].x.value == states[-1].position[0]
    rng = random.Random(seed)
    worst_mm = 0.0
    for _ in range(samples):
        date = (states[0].epoch + (states[-1].epoch - states[0].epoch) * rng.random()).utc.isot[:23]
        read = np.array(message(Time(date, format="isot", scale="utc")).position)
        worst_mm = max(worst_mm, np.linalg.norm(read - propagated_km(program, flight, date)) * 1e6)
    print(f"{path.name}: {len(states)} points, {samples} dates, largest difference {worst_mm:.3f} mm")
    return worst_mm


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--scenario", type=pathlib.Path, default="scenarios/arrivals.yaml")
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    missions = yaml.load(arguments.scenario.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["missions"]
    worst = [check(arguments.program, arguments.folder / "trajectories" / f"{mission['id']}.oem", mission["flight"],
                   arguments.samples, arguments.seed) for mission in missions if "flight" in mission]
    raise SystemExit(0 if max(worst) < 1.0 else 1)


if __name__ == "__main__":
    main()
