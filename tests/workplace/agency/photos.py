# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small portraits made from a name: a head before a coloured ground, as PNG."""

import hashlib
import struct
import zlib


def portrait(name, size=48):
    """The same picture for the same name."""
    seed = hashlib.sha256(name.encode()).digest()
    ground, skin, coat, hair = (bytes((seed[i] // 2 + 90, seed[i + 1] // 2 + 90, seed[i + 2] // 2 + 90)) for i in (0, 3, 6, 9))
    rows = bytearray()
    middle, head = size / 2, size * 0.40
    for y in range(size):
        rows.append(0)
        for x in range(size):
            from_head = ((x - middle) ** 2 + (y - head) ** 2) ** 0.5 / size
            from_body = (((x - middle) * 0.8) ** 2 + (y - size * 1.02) ** 2) ** 0.5 / size
            rows += (hair if from_head < 0.21 and y < head - size * 0.08 else skin if from_head < 0.19 else coat if from_body < 0.36 else ground)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + chunk(b"IEND", b""))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
