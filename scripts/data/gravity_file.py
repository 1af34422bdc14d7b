"""Writes Perilune's gravity file: see lib/bodies/data/README.md for the format."""

import hashlib
import struct

MAGIC = b"PLGRAV01"


def write_gravity(path, degree, gm_m3_s2, radius_m, coefficients):
    """`coefficients` maps (n, m) to the fully normalised (C, S); degrees 0 and 1 are not written."""
    content = MAGIC + struct.pack("<2i2d", degree, degree, gm_m3_s2, radius_m)
    for n in range(2, degree + 1):
        for m in range(n + 1):
            if (n, m) not in coefficients:
                raise SystemExit(f"the model has no coefficient of degree {n} and order {m}")
            content += struct.pack("<2d", *coefficients[n, m])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(f"{hashlib.sha256(content).hexdigest()}  {path.name}  {len(content)} bytes")


def check_sha256(path, expected):
    """The bytes of `path`, if they are the ones that this project was built from."""
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise SystemExit(f"{path}: sha256 is {found}, expected {expected}")
    return content
