# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Previews: small pictures, each file with colours of its own, in the size that was asked for."""

import struct
import zlib

from .kinds import has_preview
from .wire import Answer, Refusal, matches

LARGEST = 1024


class Previews:
    def __init__(self, cloud):
        self.cloud, self.tree = cloud, cloud.tree

    def handle(self, request, path):
        self.cloud.authenticate(request)
        number = request.query.get("fileId", "")
        node = self.tree.nodes.get(int(number)) if number.isdecimal() else None
        if not number:
            raise Refusal(400, "fileId is missing")
        if not node or not self.tree.seen_as(request.user.uid, node) or node.is_folder or not has_preview(node.name) or not self.cloud.settings.preview:
            raise Refusal(404, "There is no preview")
        if matches(request.headers.get("if-none-match", ""), node.etag):
            return Answer(304, headers={"ETag": f'"{node.etag}"'})
        width, height = (max(1, min(LARGEST, int(request.query.get(name) or 32))) for name in ("x", "y"))
        return Answer(200, picture(width, height, node.id), "image/png", {"ETag": f'"{node.etag}"', "Cache-Control": "private, max-age=86400, immutable"})


def picture(width, height, seed):
    """A PNG that goes from one colour to another, from the top to the bottom."""
    first = [(seed * factor) % 160 + 60 for factor in (37, 59, 83)]
    rows = bytearray()
    for line in range(height):
        part = line / height
        rows += b"\0" + bytes(int(value * (1 - part) + 240 * part) for value in first) * width

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(rows), 6)) + chunk(b"IEND", b""))
