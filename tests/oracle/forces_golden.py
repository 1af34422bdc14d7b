#!/usr/bin/env python3
"""Accelerations by sunlight, drag and relativity, by Orekit.

    tests/oracle/forces_golden.py --folder tests/validation/dynamics

Needs `orekit_jpype` (Orekit 13.1.9, which brings its own jar files) and a Java runtime. No data files: the
bodies stand where the rows say, and the seconds are those of J2000.
"""

import argparse
import pathlib
import random

import jpype
import orekit_jpype

orekit_jpype.initVM()

from org.hipparchus.geometry.euclidean.threed import Vector3D  # noqa: E402
from org.orekit.bodies import OneAxisEllipsoid  # noqa: E402
from org.orekit.forces.drag import DragForce, IsotropicDrag  # noqa: E402
from org.orekit.forces.gravity import Relativity  # noqa: E402
from org.orekit.forces.radiation import (  # noqa: E402
    IsotropicRadiationSingleCoefficient,
    SolarRadiationPressure,
)
from org.orekit.frames import FramesFactory  # noqa: E402
from org.orekit.models.earth.atmosphere import SimpleExponentialAtmosphere  # noqa: E402
from org.orekit.orbits import CartesianOrbit  # noqa: E402
from org.orekit.propagation import SpacecraftState  # noqa: E402
from org.orekit.time import AbsoluteDate  # noqa: E402
from org.orekit.utils import (  # noqa: E402
    Constants,
    PVCoordinates,
    TimeStampedPVCoordinates,
)

SEED = 20310301
EPOCH = AbsoluteDate.J2000_EPOCH
GCRF = FramesFactory.getGCRF()
MU_EARTH = 398600.43550702266e9
EARTH_RADIUS_M = 6378136.6
MOON_RADIUS_M = 1737400.0
AU_M = 149597870700.0
IRRADIANCE = 1361.0
AREA, REFLECTIVITY, MASS = 4.0, 1.5, 500.0


@jpype.JImplements("org.orekit.utils.ExtendedPositionProvider")
class StandingStill:
    def __init__(self, position):
        self.position = position

    @jpype.JOverride
    def getPosition(self, date, frame):  # noqa: N802
        return GCRF.getStaticTransformTo(frame, EPOCH).transformPosition(self.position)

    @jpype.JOverride
    def getPVCoordinates(self, date, frame):  # noqa: N802
        return TimeStampedPVCoordinates(date, self.getPosition(date, frame), Vector3D.ZERO)

    @jpype.JOverride
    def getVelocity(self, date, frame):  # noqa: N802
        return Vector3D.ZERO


def state(r, v):
    pv = PVCoordinates(Vector3D(*r), Vector3D(*v))
    return SpacecraftState(CartesianOrbit(pv, GCRF, EPOCH, MU_EARTH)).withMass(MASS)


def fixed(r):
    return StandingStill(Vector3D(*r))


def scaled(vector, factor):
    return [factor * x for x in vector]


def added(a, b):
    return [x + y for x, y in zip(a, b)]


def unit(random_source):
    while True:
        v = [random_source.uniform(-1, 1) for _ in range(3)]
        square = sum(x * x for x in v)
        if 0.01 < square < 1:
            return scaled(v, square**-0.5)


def across(direction, random_source):
    v = unit(random_source)
    along = sum(x * y for x, y in zip(v, direction))
    v = added(v, scaled(direction, -along))
    return scaled(v, sum(x * x for x in v) ** -0.5)


def sunlight(random_source):
    """Rows: position of spacecraft, Sun, Moon; share of the Sun, acceleration."""
    for case in range(60):
        sun_direction = unit(random_source)
        sun = scaled(sun_direction, AU_M * random_source.uniform(0.983, 1.017))
        moon = scaled(unit(random_source), random_source.uniform(3.6e8, 4.05e8))
        shadow_of, radius = (([0.0] * 3, EARTH_RADIUS_M), (moon, MOON_RADIUS_M))[case % 2]
        # Behind the body, so that the Sun's disc is anywhere from free to hidden.
        behind = radius * 10 ** random_source.uniform(0.02, 2.2)
        half_width = behind * 0.00466
        offset = radius + half_width * random_source.uniform(-1.15, 1.15)
        r = added(shadow_of, scaled(sun_direction, -behind))
        r = added(r, scaled(across(sun_direction, random_source), abs(offset)))
        model = SolarRadiationPressure(
            AU_M,
            IRRADIANCE / Constants.SPEED_OF_LIGHT,
            fixed(sun),
            OneAxisEllipsoid(EARTH_RADIUS_M, 0.0, GCRF),
            IsotropicRadiationSingleCoefficient(AREA, REFLECTIVITY),
        )
        model.addOccultingBody(fixed(moon), MOON_RADIUS_M)
        s = state(r, [0.0, 1000.0, 0.0])
        a = model.acceleration(s, model.getParameters(EPOCH))
        yield [*r, *sun, *moon, model.getLightingRatio(s), a.getX(), a.getY(), a.getZ()]


def orbits(random_source, lowest, highest):
    for _ in range(20):
        up = unit(random_source)
        radius = random_source.uniform(lowest, highest)
        speed = (MU_EARTH / radius) ** 0.5 * random_source.uniform(0.97, 1.03)
        v = added(scaled(across(up, random_source), speed), scaled(up, random_source.uniform(-300, 300)))
        yield scaled(up, radius), v


def drag(random_source):
    """Rows: position, velocity; acceleration. Air at rest, exponential above the ellipsoid WGS 84."""
    earth = OneAxisEllipsoid(6378137.0, 1 / 298.257223563, GCRF)
    model = DragForce(SimpleExponentialAtmosphere(earth, 2.541e-10, 200e3, 37.5e3), IsotropicDrag(AREA, 2.2))
    for r, v in orbits(random_source, 6.53e6, 6.9e6):
        a = model.acceleration(state(r, v), model.getParameters(EPOCH))
        yield [*r, *v, a.getX(), a.getY(), a.getZ()]


def relativity(random_source):
    """Rows: position, velocity; acceleration."""
    model = Relativity(MU_EARTH)
    for r, v in orbits(random_source, 6.5e6, 4e8):
        a = model.acceleration(state(r, v), model.getParameters(EPOCH))
        yield [*r, *v, a.getX(), a.getY(), a.getZ()]


COLUMNS = {
    sunlight: "x,y,z,sun_x,sun_y,sun_z,moon_x,moon_y,moon_z,share,ax,ay,az",
    drag: "x,y,z,vx,vy,vz,ax,ay,az",
    relativity: "x,y,z,vx,vy,vz,ax,ay,az",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    random_source = random.Random(SEED)
    for rows, columns in COLUMNS.items():
        lines = ["# Orekit 13.1.9 by tests/oracle/forces_golden.py; SI, axes GCRF, Earth in the middle", columns]
        lines += [",".join(repr(float(x)) for x in row) for row in rows(random_source)]
        (arguments.folder / f"{rows.__name__}_golden.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
