#!/usr/bin/env python3
"""Burns about the Earth as a point, by Orekit: prints the rows of tests/validation/propagation/test_orekit_burns.cpp.

    tests/oracle/burns_golden.py

Needs `orekit_jpype` (Orekit 13.1.9) and a Java runtime; no data files.
"""

import math

import orekit_jpype

orekit_jpype.initVM()

from org.hipparchus.geometry.euclidean.threed import Rotation, Vector3D  # noqa: E402
from org.hipparchus.ode.nonstiff import DormandPrince853Integrator  # noqa: E402
from org.orekit.attitudes import FrameAlignedProvider, LofOffset  # noqa: E402
from org.orekit.forces.maneuvers import ConstantThrustManeuver  # noqa: E402
from org.orekit.frames import FramesFactory, LOFType  # noqa: E402
from org.orekit.orbits import CartesianOrbit, OrbitType  # noqa: E402
from org.orekit.propagation import SpacecraftState  # noqa: E402
from org.orekit.propagation.numerical import NumericalPropagator  # noqa: E402
from org.orekit.time import AbsoluteDate  # noqa: E402
from org.orekit.utils import Constants, PVCoordinates  # noqa: E402

MU = 398600.43550702266e9
GCRF = FramesFactory.getGCRF()
START = AbsoluteDate.J2000_EPOCH
R0, V0 = (6.6e6, 1.2e6, -0.4e6), (-900.0, 6900.0, 3300.0)
MASS, THRUST, ISP = 8000.0, 3000.0, 315.0


def fly(attitude, direction, ignition_s, duration_s, until_s):
    integrator = DormandPrince853Integrator(1e-6, 60.0, [1e-9] * 3 + [1e-12] * 3 + [1e-9], [1e-15] * 7)
    propagator = NumericalPropagator(integrator)
    propagator.setOrbitType(OrbitType.CARTESIAN)
    propagator.setAttitudeProvider(attitude)
    orbit = CartesianOrbit(PVCoordinates(Vector3D(*R0), Vector3D(*V0)), GCRF, START, MU)
    propagator.setInitialState(SpacecraftState(orbit).withMass(MASS))
    propagator.addForceModel(
        ConstantThrustManeuver(START.shiftedBy(ignition_s), duration_s, THRUST, ISP, Vector3D(*direction))
    )
    end = propagator.propagate(START.shiftedBy(until_s))
    pv = end.getPVCoordinates()
    p, v = pv.getPosition(), pv.getVelocity()
    return p.getX(), p.getY(), p.getZ(), v.getX(), v.getY(), v.getZ(), end.getMass()


assert math.isclose(Constants.G0_STANDARD_GRAVITY, 9.80665)
inertial = FrameAlignedProvider(Rotation.IDENTITY, GCRF)
vnc = LofOffset(GCRF, LOFType.VNC)
for name, attitude, direction in (
    ("inertial", inertial, (0.6, 0.0, 0.8)),
    ("vnc, along", vnc, (1.0, 0.0, 0.0)),
    ("vnc, oblique", vnc, (-0.8, 0.36, 0.48)),
):
    print(name, *(repr(x) for x in fly(attitude, direction, 300.0, 900.0, 5000.0)), sep=", ")
