#!/usr/bin/env python3
"""Orekit on P2 and P3 (bench/support/reference_problems.hpp), the same 64 starts and exact answers as
bench_propagation.cpp.

    python3 bench/peers/orekit_flights.py --csv=out/bench/orekit.csv [P2] [P3-50/dp853] [P3-100/dp853/1e-4]

Wants a Java development kit, 17 or later, and Orekit with Hipparchus: `mvn dependency:get
-Dartifact=org.orekit:orekit:13.1.8` puts them where this looks, and --jars=FOLDER looks elsewhere.

Orekit as its users set it up: NumericalPropagator, NewtonianAttraction, ThirdBodyAttraction,
HolmesFeatherstoneAttractionModel, tolerances from ToleranceProvider for an error of position, no step handler.
Both sides fly the same problem: our ephemeris is written as a file of JPL's binary form, the same coefficients,
which Orekit's own loader reads; the lunar field as ICGEM; the librations as their Chebyshev coefficients, for
frames of OrekitFlights.java. Nothing is interpolated anew. Orekit's TDB is a series of two terms where ours has
787: it runs 0.7 us apart in five days, for which P2 ends 1.3 mm beside (0.3 mm with that taken out).

`own_positions`: the same granules summed for one centre by OrekitFlights.java, without Orekit's frames, dates and
caches, for who needs it faster. Adams-Moulton gave up with 8 steps at its start, so that it has 5.

One published setting for all 64 starts: time is that of the thread for one flight, the mean over the starts, the
median of passes over them, compiled before; error the worst of 64. A sweep ends with the first tolerance that
meets the strictest level.
"""
import glob
import os
import shutil
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "..", "..", "lib", "bodies", "data")
ANSWERS = os.path.join(HERE, "..", "support", "reference_answers.csv")
OREKIT, HIPPARCHUS = "13.1.8", "4.0.3"
MODULES = ("core", "geometry", "ode", "fitting", "optim", "filtering", "stat")
GM_KM3_S2 = {"sun": 132712440041.27942, "earth": 398600.43550702266, "moon": 4902.8001184575496,
             "venus": 324858.592, "jupiter": 126712764.1}
AU_KM, EMRAT, DAY = 149597870.7, 81.30056822149722, 86400.0
RECORD_S = 32 * DAY
FROM_S, RECORDS = 566049600.0 + 148 * RECORD_S, 8  # of the kernel's records: 2030-11-28 to 2031-08-11
# Of JPL's columns those that are needed: body and centre in the kernel, coefficients, granules a record.
COLUMNS = {1: (2, 0, 10, 2), 2: (3, 0, 13, 2), 4: (5, 0, 8, 1), 9: (301, 399, 13, 8), 10: (10, 0, 11, 2)}
LEVELS = {"P2": {"1m": 1.0}, "P3-50": {"1m": 1.0, "1cm": 1e-2}, "P3-100": {"1m": 1.0, "1cm": 1e-2}}


def segments(path):
    """Records of each segment of type 2 in a DAF, by (target, centre): lists of numbers, with where they begin."""
    with open(path, "rb") as file:
        content = file.read()
    doubles, integers = struct.unpack("<ii", content[8:16])
    found, at = {}, struct.unpack("<i", content[76:80])[0]
    while at:
        summary = content[(at - 1) * 1024:at * 1024]
        at, _, count = (int(v) for v in struct.unpack("<3d", summary[:24]))
        for i in range(count):
            where = 24 + 8 * i * (doubles + (integers + 1) // 2) + 8 * doubles
            numbers = struct.unpack(f"<{integers}i", summary[where:where + 4 * integers])
            last = numbers[-1]
            begin, length, size, records = struct.unpack("<4d", content[(last - 4) * 8:last * 8])
            size = int(size)
            first = (numbers[-2] - 1) * 8
            found[numbers[0], numbers[1]] = (begin, length, [
                struct.unpack(f"<{size}d", content[first + 8 * size * k:first + 8 * size * (k + 1)])
                for k in range(int(records))])
    return found


def write_jpl(path, kernel):
    """The kernel's granules in JPL's binary form: two records of header, then one for each 32 days."""
    pointers, column_at = [(0, 0, 0)] * 13, 3
    for column, (_, _, coefficients, granules) in COLUMNS.items():
        pointers[column] = (column_at, coefficients, granules)
        column_at += 3 * coefficients * granules
    size = 8 * (column_at - 1)
    day = 2451545.0 + FROM_S / DAY
    per_day2 = DAY**2 / AU_KM**3
    constants = {"AU": AU_KM, "EMRAT": EMRAT, "GMB": (GM_KM3_S2["earth"] + GM_KM3_S2["moon"]) * per_day2,
                 "GMS": GM_KM3_S2["sun"] * per_day2, "GM2": GM_KM3_S2["venus"] * per_day2,
                 "GM5": GM_KM3_S2["jupiter"] * per_day2}
    head = "".join(name.ljust(84) for name in ("Excerpt of JPL DE440", "", "")).encode()
    head += "".join(name.ljust(6) for name in constants).encode().ljust(2400)
    head += struct.pack("<3d", day, day + 32.0 * RECORDS, 32.0)
    head += struct.pack("<i2d", len(constants), AU_KM, EMRAT)
    head += b"".join(struct.pack("<3i", *p) for p in pointers[:12]) + struct.pack("<i3i", 440, *pointers[12])
    with open(path, "wb") as file:
        file.write(head.ljust(size, b"\0"))
        file.write(struct.pack(f"<{len(constants)}d", *constants.values()).ljust(size, b"\0"))
        for k in range(RECORDS):
            numbers = [day + 32.0 * k, day + 32.0 * (k + 1)]
            for target, centre, coefficients, granules in COLUMNS.values():
                begin, length, records = kernel[target, centre]
                first = round((FROM_S + RECORD_S * k - begin) / length)
                assert length * granules == RECORD_S and len(records[0]) == 2 + 3 * coefficients
                for record in records[first:first + granules]:
                    numbers += record[2:]
            file.write(struct.pack(f"<{len(numbers)}d", *numbers))


def write_field(path):
    """The lunar field as ICGEM."""
    with open(os.path.join(DATA, "moon_grgm1200a_150.bin"), "rb") as file:
        content = file.read()
    degree, _, mu, radius = struct.unpack("<iidd", content[8:32])
    pairs = struct.iter_unpack("<dd", content[32:])
    with open(path, "w") as file:
        file.write(f"product_type gravity_field\nmodelname GRGM1200A\nearth_gravity_constant {mu!r}\n"
                   f"radius {radius!r}\nmax_degree {degree}\nerrors no\nnorm fully_normalized\n"
                   "tide_system tide_free\nend_of_head\ngfc 0 0 1.0 0.0\n")
        for n in range(2, degree + 1):
            for m in range(n + 1):
                c, s = next(pairs)
                file.write(f"gfc {n} {m} {c!r} {s!r}\n")


def write_data(folder):
    kernel = segments(os.path.join(DATA, "perilune_de440_2018_2052.bsp"))
    write_jpl(os.path.join(folder, "lnxp2030p2031.440"), kernel)
    with open(os.path.join(folder, "gm.txt"), "w") as file:
        file.writelines(f"{body} {gm * 1e9!r}\n" for body, gm in GM_KM3_S2.items())
    librations, = segments(os.path.join(DATA, "perilune_moon_pa_de440_2018_2052.bpc")).values()
    tables = {"librations": librations, "moon": kernel[301, 399], "earth": kernel[399, 3], "earth_moon": kernel[3, 0],
              "sun": kernel[10, 0], "venus": kernel[2, 0], "jupiter": kernel[5, 0]}
    for name, (begin, length, records) in tables.items():
        first = round((FROM_S - begin) / length)
        with open(os.path.join(folder, f"{name}.txt"), "w") as file:
            for record in records[first:first + round(RECORDS * RECORD_S / length)]:
                file.write(" ".join(repr(v) for v in record) + "\n")
    write_field(os.path.join(folder, "moon.gfc"))


def jars(folder):
    names = {"orekit": OREKIT, **{f"hipparchus-{module}": HIPPARCHUS for module in MODULES}}
    local = os.path.join(os.path.expanduser("~"), ".m2", "repository", "org")
    found, missing = [], []
    for name, version in names.items():
        group = "orekit" if name == "orekit" else "hipparchus"
        places = (sorted(glob.glob(os.path.join(folder, f"{name}-[0-9]*.jar"))) if folder
                  else glob.glob(os.path.join(local, group, name, version, f"{name}-{version}.jar")))
        places = [p for p in places if not p.endswith(("-sources.jar", "-javadoc.jar"))]
        if places:
            found.append(places[-1])
        else:
            missing.append(f"{name}-{version}.jar")
    if missing:
        sys.exit(f"orekit_flights: not found in {folder or local}: {', '.join(missing)}; get them with "
                 f"`mvn dependency:get -Dartifact=org.orekit:orekit:{OREKIT}`, or name a folder that has them: "
                 "--jars=FOLDER")
    return os.pathsep.join(found)


def main():
    options = dict(a[2:].split("=", 1) for a in sys.argv[1:] if a.startswith("--") and "=" in a)
    wanted = [a for a in sys.argv[1:] if not a.startswith("--")] or list(LEVELS)
    unknown = [a for a in wanted if a.split("/")[0] not in LEVELS]
    if unknown or set(options) - {"csv", "jars"}:
        sys.exit(f"orekit_flights: not known: {', '.join(unknown + sorted(set(options) - {'csv', 'jars'}))}; "
                 f"there are {', '.join(LEVELS)}, --csv=FILE and --jars=FOLDER")
    for tool in ("javac", "java"):
        if shutil.which(tool) is None:
            sys.exit(f"orekit_flights: no `{tool}`: a Java development kit of version 17 or later is needed "
                     "(Debian: openjdk-17-jdk-headless)")
    path, swept, versions = jars(options.get("jars")), [], ""
    with tempfile.TemporaryDirectory() as folder:
        data, classes = os.path.join(folder, "data"), os.path.join(folder, "classes")
        os.mkdir(data)
        write_data(data)
        source = os.path.join(HERE, "OrekitFlights.java")
        if subprocess.run(["javac", "-cp", path, "-d", classes, source]).returncode != 0:
            sys.exit(f"orekit_flights: {source} does not compile with Orekit {OREKIT}")
        run = subprocess.Popen(["java", "-XX:+UseParallelGC", "-cp", path + os.pathsep + classes, "OrekitFlights",
                                data, ANSWERS, *wanted], stdout=subprocess.PIPE, text=True)
        for line in run.stdout:
            words = line.split()
            if words[0] == "version":
                versions = line[8:].strip()
            if words[0] != "flown":
                print(line.strip(), flush=True)
                continue
            _, problem, method, *numbers = words
            tolerance, seconds, process, worst, evaluations = (float(v) for v in numbers)
            swept.append((seconds, worst, tolerance, problem, f"orekit_{method}"))
            print(f"{problem} Orekit {method}, tolerance {tolerance:.1e} m: {seconds * 1e3:.3f} ms, worst of 64 "
                  f"{worst:.2e} m; {evaluations:.0f} evaluations, {process * 1e3:.3f} ms of the whole process",
                  flush=True)
        if run.wait() != 0:
            sys.exit(f"orekit_flights: java ended with {run.returncode}")
    rows = []
    for problem, levels in LEVELS.items():
        for level, most in levels.items():
            for method in dict.fromkeys(row[4] for row in swept):
                met = [row for row in swept if row[3:] == (problem, method) and row[1] <= most]
                if met:
                    rows.append((f"propagate/{problem}<={level}", method, *min(met)[:3]))
                    print("{}/{}: {:.6g} s, {:.3g} m at {:.1e} m".format(*rows[-1]))
    rows += [(f"propagate/{row[3]}", f"{row[4]}@{row[2]:.1e}", *row[:3]) for row in swept]
    if "csv" in options:
        with open(options["csv"], "w") as file:
            file.write(f"# {versions}\ncase,method,time_s,error_m,tolerance_m\n")
            for row in rows:
                file.write(f"{row[0]},{row[1]},{row[2]:.6g},{row[3]:.6g},{row[4]:.1e}\n")


if __name__ == "__main__":
    main()
