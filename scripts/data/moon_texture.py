#!/usr/bin/env python3
"""Makes the picture of the Moon for the report's views in three dimensions.

    scripts/data/moon_texture.py --map moon_4k.jpg --out lib/report/page/views/moon.jpg

The input is usr/share/stellarium/textures/moon_4k.jpg of the Debian package stellarium-data 0.22.2-1. The output is
grey, 768 by 384 pixels, simple cylindrical, longitude 0 (Mean Earth axes) in the middle. Needs Pillow; the bytes
depend on its JPEG encoder, so that the committed file is the reference.
"""

import argparse
import hashlib
import pathlib

from PIL import Image

MAP_SHA256 = "a71deba23c5e7b3945b5f7a33105975beb605b67486b38fa13e8246cbfdfaa93"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--map", type=pathlib.Path, required=True, help="moon_4k.jpg")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()
    digest = hashlib.sha256(options.map.read_bytes()).hexdigest()
    if digest != MAP_SHA256:
        parser.error(f"{options.map}: sha256 is {digest}, expected {MAP_SHA256}")
    with Image.open(options.map) as whole:
        small = whole.convert("L").resize((768, 384), Image.Resampling.LANCZOS)
    small.save(options.out, quality=40, optimize=True)


if __name__ == "__main__":
    main()
