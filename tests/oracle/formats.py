#!/usr/bin/env python3
"""Lets other programs read the trajectory formats that `perilune convert` writes, and says how far off they are.

    build/release/bin/perilune propagate scenarios/arrivals.yaml --mission queqiao-2 --oem out/q.oem
    tests/oracle/formats.py --program build/release/bin/perilune --oem out/q.oem --folder out/formats

The truth is the OEM itself: Hermite's polynomial of degree 7 through its points, evaluated here in rational
arithmetic. At random dates it is compared with CSPICE and ANISE on the SPK, Orekit on the OEM (both notations) and the
OPM, and Lagrange's polynomial of the CZML, which czml3 has to accept. Needs spiceypy, anise, czml3, orekit_jpype,
astropy, numpy and a Java runtime.
"""

import argparse
import bisect
import json
import pathlib
import random
import shutil
import subprocess
import tempfile
from fractions import Fraction

import anise
import czml3
import erfa
import numpy as np
import spiceypy
from astropy.time import Time, TimeDelta

BODY = -999000
TAI_UTC = """ 1972 JAN  1 =JD 2441317.5  TAI-UTC=  10.0       S + (MJD - 41317.) X 0.0      S
 2015 JUL  1 =JD 2457204.5  TAI-UTC=  36.0       S + (MJD - 41317.) X 0.0      S
 2017 JAN  1 =JD 2457754.5  TAI-UTC=  37.0       S + (MJD - 41317.) X 0.0      S
"""  # the dates asked for lie after 2017


def points_of(path):
    """Seconds since the first point, km, km/s; and the first date."""
    rows = [line.split() for line in path.read_text().split("META_STOP")[1].split("\n") if line.strip()]
    times = Time([row[0] for row in rows], format="isot", scale="utc")
    seconds = [Fraction(round((t - times[0]).sec * 1e6), 10**6) for t in times]
    return times[0], seconds, [[Fraction(x) for x in row[1:]] for row in rows]


def hermite_km(seconds, rows, t):
    """The polynomial through the four points about t, exactly."""
    i = min(max(bisect.bisect_right(seconds, t) - 2, 0), len(seconds) - 4)
    z = [seconds[i + k // 2] for k in range(8)]
    out = []
    for axis in range(3):
        c = [rows[i + k // 2][axis] for k in range(8)]
        for order in range(1, 8):
            for k in range(7, order - 1, -1):
                c[k] = rows[i + k // 2][axis + 3] if z[k] == z[k - order] else (c[k] - c[k - 1]) / (z[k] - z[k - order])
        value = c[7]
        for k in range(6, -1, -1):
            value = value * (t - z[k]) + c[k]
        out.append(float(value))
    return np.array(out)


def lagrange_m(times, rows, t, degree):
    i = min(max(bisect.bisect_right(times, t) - 1 - degree // 2, 0), len(times) - degree - 1)
    nodes = range(i, i + degree + 1)
    total = np.zeros(3)
    for j in nodes:
        weight = 1.0
        for k in nodes:
            if k != j:
                weight *= (t - times[k]) / (times[j] - times[k])
        total += weight * np.array(rows[j])
    return total


def largest_mm(differences_km):
    return max(float(np.linalg.norm(d)) for d in differences_km) * 1e6


def spice_epochs(zero, seconds):
    """TDB seconds past J2000 as one double each, and the seconds of TAI since `zero` that these doubles are."""
    j2000 = Time(2451545.0, 0.0, format="jd", scale="tdb")
    def long_s(delta):
        return delta.to_value("jd", subfmt="long") * np.longdouble(86400)
    ets = [float(long_s((zero.tai + TimeDelta(float(t), format="sec", scale="tai")).tdb - j2000)) for t in seconds]
    dates = [j2000 + TimeDelta(et, format="sec", scale="tdb") for et in ets]
    return ets, [Fraction(float(long_s(date.tai - zero.tai))) for date in dates]


def check_spk(path, zero, seconds, rows, samples):
    bias = erfa.bp06(2451545.0, 0.0)[0]  # R_eme2000_icrf
    ets, exact = spice_epochs(zero, samples)
    truth = [bias.T @ hermite_km(seconds, rows, t) for t in exact]
    spiceypy.kclear()
    spiceypy.furnsh(str(path))
    cspice = [spiceypy.spkgeo(BODY, et, "J2000", 399)[0][:3] for et in ets]
    almanac = anise.Almanac(str(path))
    craft, earth = anise.astro.Frame(BODY, 1), anise.astro.Frame(399, 1)
    read = []
    for et in ets:
        state = almanac.translate(craft, earth, anise.time.Epoch.from_et(et) if hasattr(anise.time.Epoch, "from_et")
                                  else anise.time.Epoch.init_from_et_seconds(et), None)
        read.append(np.array([state.x_km, state.y_km, state.z_km]))
    return {"CSPICE": largest_mm([a - b for a, b in zip(cspice, truth)]),
            "ANISE": largest_mm([a - b for a, b in zip(read, truth)])}


def check_czml(path, seconds, rows, samples):
    packets = json.loads(path.read_text())
    czml3.Document(packets=[czml3.Packet(**{"id": p["id"], "name": p.get("name")}) for p in packets[1:]])
    position = packets[1]["position"]
    czml3.properties.Position(cartesian=position["cartesian"], epoch=position["epoch"],
                              interpolationAlgorithm=position["interpolationAlgorithm"],
                              interpolationDegree=position["interpolationDegree"],
                              referenceFrame=position["referenceFrame"])
    numbers = position["cartesian"]
    times, places = numbers[::4], [numbers[i + 1:i + 4] for i in range(0, len(numbers), 4)]
    bias = erfa.bp06(2451545.0, 0.0)[0]
    return {"czml3, own Lagrange": largest_mm([
        lagrange_m(times, places, float(t), position["interpolationDegree"]) * 1e-3 - bias.T @ hermite_km(seconds, rows, t)
        for t in samples])}


def check_orekit(jpl, files, opm, zero, seconds, rows, samples):
    import orekit_jpype
    orekit_jpype.initVM()
    from java.io import File
    from org.orekit.data import DataContext, DirectoryCrawler, DataSource
    from org.orekit.files.ccsds.ndm import ParserBuilder
    from org.orekit.time import AbsoluteDate, TimeScalesFactory
    folder = tempfile.mkdtemp()
    pathlib.Path(folder, "tai-utc.dat").write_text(TAI_UTC)
    shutil.copy(jpl, pathlib.Path(folder, "lnxp1990.440"))  # Orekit wants one to know the Earth by its name
    DataContext.getDefault().getDataProvidersManager().addProvider(DirectoryCrawler(File(folder)))
    utc = TimeScalesFactory.getUTC()
    found = {}
    for name, path in files.items():
        oem = ParserBuilder().buildOemParser().parseMessage(DataSource(File(str(path))))
        segment = oem.getSegments().get(0)
        propagator = segment.getPropagator()
        start = AbsoluteDate(zero.isot, utc)
        differences = []
        for t in samples:
            p = propagator.getPVCoordinates(start.shiftedBy(float(t)), segment.getFrame()).getPosition()
            differences.append(np.array([p.getX(), p.getY(), p.getZ()]) * 1e-3 - hermite_km(seconds, rows, t))
        found[f"Orekit, {name}"] = largest_mm(differences)
    message = ParserBuilder().withMu(3.986004354360959e14).buildOpmParser().parseMessage(DataSource(File(str(opm))))
    p = message.getData().getStateVectorBlock().toTimeStampedPVCoordinates().getPosition()
    found["Orekit, OPM"] = largest_mm([np.array([p.getX(), p.getY(), p.getZ()]) * 1e-3 - np.array([float(x) for x in rows[0][:3]])])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--oem", type=pathlib.Path, required=True, help="EME2000 about the Earth, in UTC")
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--jpl-ephemeris", required=True, help="any piece of DE440 in JPL's own little-endian binary form")
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for extension in ("xml", "v3.oem", "v3.xml", "bsp", "spk9.bsp", "czml", "opm"):
        made[extension] = arguments.folder / f"{arguments.oem.stem}.{extension}"
        subprocess.run([arguments.program, "convert", str(arguments.oem), str(made[extension])], check=True, stdout=subprocess.DEVNULL)
    zero, seconds, rows = points_of(arguments.oem)
    rng = random.Random(arguments.seed)
    samples = [Fraction(rng.random()) * seconds[-1] for _ in range(arguments.samples)]
    found = {}
    for extension, name in (("bsp", "type 13"), ("spk9.bsp", "type 9")):
        for reader, mm in check_spk(made[extension], zero, seconds, rows, samples).items():
            found[f"SPK {name}, {reader}"] = mm
    found.update(check_czml(made["czml"], seconds, rows, samples))
    messages = {"OEM": arguments.oem, "OEM in XML": made["xml"], "OEM 3.0": made["v3.oem"], "OEM 3.0 in XML": made["v3.xml"]}
    found.update(check_orekit(arguments.jpl_ephemeris, messages, made["opm"], zero, seconds, rows, samples))
    for reader, mm in found.items():
        print(f"{arguments.oem.stem}: {reader}: {mm:.6f} mm at {arguments.samples} dates")
    raise SystemExit(0 if max(found.values()) <= 1.0 else 1)


if __name__ == "__main__":
    main()
