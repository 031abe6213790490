# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the screen reader said."""

import json
import time


class Speech:
    """Reads Orca's words as they come."""

    def __init__(self, file):
        self.file, self.position = file, 0
        self.transcript = []        # everything since the start, with the keys that were pressed
        self.since = []             # what was said since the last key

    def note(self, what):
        self.transcript.append(what)

    def collect(self):
        with open(self.file, "rb") as stream:
            stream.seek(self.position)
            piece = stream.read()
        piece = piece[:piece.rfind(b"\n") + 1]
        self.position += len(piece)
        fresh = [json.loads(line)["text"] for line in piece.splitlines()]
        self.since += fresh
        self.transcript += [f"    {text}" for text in fresh]
        return fresh

    def forget(self):
        """Whatever is said from now on belongs to the next key."""
        self.collect()
        self.since = []

    def wait_for_silence(self, quiet=0.4, at_most=5):
        last = began = time.monotonic()
        while time.monotonic() - last < quiet and time.monotonic() - began < at_most:
            if self.collect():
                last = time.monotonic()
            time.sleep(0.02)

    def wait_for(self, parts, seconds=6):
        """True once the parts were said since the last key, in this order, whatever stood between them."""
        end = time.monotonic() + seconds
        while True:
            self.collect()
            if in_order(parts, " · ".join(self.since)):
                return True
            if time.monotonic() > end:
                return False
            time.sleep(0.02)


def in_order(parts, text):
    text, position = text.casefold(), 0
    for part in parts:
        found = text.find(part.casefold(), position)
        if found < 0:
            return False
        position = found + len(part)
    return True
