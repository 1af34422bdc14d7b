"""Reads JPL's binary planetary ephemeris ("linux_p1550p2650.440" and excerpts of it), little-endian."""

import struct

import numpy as np

# Items of the pointer table, in file order: name -> (row, components).
ITEMS = {
    "mercury": (0, 3),
    "venus": (1, 3),
    "earth_moon_barycentre": (2, 3),
    "mars": (3, 3),
    "jupiter": (4, 3),
    "saturn": (5, 3),
    "uranus": (6, 3),
    "neptune": (7, 3),
    "pluto": (8, 3),
    "moon_geocentric": (9, 3),
    "sun": (10, 3),
    "nutations": (11, 2),
    "librations": (12, 3),
}


class JplBinary:
    """One ephemeris file: header, and records as an array of doubles (record, word)."""

    def __init__(self, content):
        self.start_jd, self.end_jd, self.record_days = struct.unpack_from("<3d", content, 2652)
        self.au_km, self.emrat = struct.unpack_from("<2d", content, 2680)
        pointers = struct.unpack_from("<36i", content, 2696)
        self.number, *librations = struct.unpack_from("<4i", content, 2840)
        self.pointers = [pointers[i : i + 3] for i in range(0, 36, 3)] + [tuple(librations)]

        last = max(first + ITEMS_BY_ROW[row] * terms * parts
                   for row, (first, terms, parts) in enumerate(self.pointers) if parts)
        self.record_words = last - 1
        words = np.frombuffer(content, "<f8", len(content) // 8)
        words = words[: len(words) // self.record_words * self.record_words]
        self.records = words.reshape(-1, self.record_words)[2:]  # two header records come first
        # An excerpt keeps the full file's dates in its header: the records tell.
        starts_jd = self.records[:, 0]
        if np.any(np.diff(starts_jd) != self.record_days):
            raise SystemExit("the records of the JPL binary file are not contiguous")

    def coefficients(self, item, from_jd, to_jd):
        """Chebyshev coefficients of whole records that cover from_jd..to_jd.

        Returns (start_jd, granule_days, array of shape (granules, components, terms)).
        """
        row, components = ITEMS[item]
        first, terms, parts = self.pointers[row]
        first_jd = self.records[0, 0]
        begin = int((from_jd - first_jd) // self.record_days)
        end = int(-((first_jd - to_jd) // self.record_days))  # rounded up
        if begin < 0 or end > len(self.records):
            raise SystemExit(f"JD {from_jd}..{to_jd} is not inside the JPL binary file")
        block = self.records[begin:end, first - 1 : first - 1 + components * terms * parts]
        return self.records[begin, 0], self.record_days / parts, block.reshape(-1, components, terms)


ITEMS_BY_ROW = [components for _, components in ITEMS.values()]
