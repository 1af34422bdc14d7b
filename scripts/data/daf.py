"""Writes NAIF DAF files (SPK and binary PCK) with type 2 segments: Chebyshev coefficients, position only.

Everything is little-endian (LTL-IEEE). The output depends on the arguments alone, so that the same input
always gives the same bytes. Layout: NAIF's "DAF Required Reading", "SPK Required Reading" (type 2) and
"PCK Required Reading" (type 2).
"""

import dataclasses
import struct

import numpy as np

RECORD_BYTES = 1024
RECORD_WORDS = RECORD_BYTES // 8
COMMENT_BYTES = 1000  # the last 24 bytes of a comment record stay empty
SUMMARIES_PER_RECORD = 25
# Bytes that a transfer in text mode would damage; readers compare them to find out.
FTP_STRING = b"FTPSTR:\r:\n:\r\n:\r\x00:\x81:\x10\xce:ENDFTP"


@dataclasses.dataclass
class Type2Segment:
    """Equally long Chebyshev granules, one after the other.

    name           at most 40 characters
    integers       what the summary holds between the epochs and the addresses
                   (SPK: target, centre, frame, type; PCK: frame class id, base frame, type)
    start_s        start of the first granule [TDB seconds past J2000]
    granule_s      length of one granule [s]
    coefficients   shape (granules, components, terms); degree 0 first
    """

    name: str
    integers: tuple
    start_s: float
    granule_s: float
    coefficients: np.ndarray

    @property
    def end_s(self):
        return self.start_s + self.granule_s * len(self.coefficients)

    def words(self):
        """Records [midpoint, radius, x.., y.., z..], then the trailer INIT, INTLEN, RSIZE, N."""
        count = len(self.coefficients)
        radius = self.granule_s / 2
        records = np.empty((count, 2 + self.coefficients[0].size))
        records[:, 0] = self.start_s + self.granule_s * np.arange(count) + radius
        records[:, 1] = radius
        records[:, 2:] = self.coefficients.reshape(count, -1)
        trailer = [self.start_s, self.granule_s, records.shape[1], count]
        return np.concatenate([records.ravel(), trailer])


def comment_records(text):
    """The comment area: lines end in NUL, the text ends in EOT."""
    data = text.encode("ascii").replace(b"\n", b"\0") + b"\x04"
    chunks = [data[i : i + COMMENT_BYTES] for i in range(0, len(data), COMMENT_BYTES)]
    return b"".join(chunk.ljust(RECORD_BYTES, b"\0") for chunk in chunks)


def write_daf(path, kind, internal_name, comment, segments):
    """Writes a DAF of `kind` "SPK" or "PCK" with at most 25 segments."""
    assert 0 < len(segments) <= SUMMARIES_PER_RECORD and len(internal_name) <= 60
    nd, ni = 2, {"SPK": 6, "PCK": 5}[kind]

    comments = comment_records(comment)
    summary_record = 2 + len(comments) // RECORD_BYTES
    first_word = (summary_record + 1) * RECORD_WORDS + 1  # DAF addresses count words from 1

    summaries, names, data, word = b"", b"", b"", first_word
    for segment in segments:
        words = segment.words().astype("<f8").tobytes()
        last = word + len(words) // 8 - 1
        integers = (*segment.integers, word, last)
        assert len(integers) == ni and len(segment.name) <= 40
        summary = struct.pack(f"<{nd}d{ni}i", segment.start_s, segment.end_s, *integers)
        summaries += summary.ljust(8 * (nd + (ni + 1) // 2), b"\0")
        names += segment.name.encode("ascii").ljust(40)
        data += words
        word = last + 1

    file_record = struct.pack(
        "<8s2i60s3i8s603s28s297s",
        f"DAF/{kind}".encode().ljust(8),
        nd,
        ni,
        internal_name.encode("ascii").ljust(60),
        summary_record,
        summary_record,
        word,
        b"LTL-IEEE",
        b"",
        FTP_STRING,
        b"",
    )
    summary_area = struct.pack("<3d", 0.0, 0.0, len(segments)) + summaries
    content = (
        file_record
        + comments
        + summary_area.ljust(RECORD_BYTES, b"\0")
        + names.ljust(RECORD_BYTES)
        + data
    )
    padding = -len(content) % RECORD_BYTES
    with open(path, "wb") as file:
        file.write(content + b"\0" * padding)
