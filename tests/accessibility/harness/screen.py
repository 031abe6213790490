# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on the screen, as pixels."""

import collections
import subprocess


class Picture:
    """The whole screen at one moment."""

    def __init__(self):
        raw = subprocess.run(["import", "-window", "root", "-depth", "8", "ppm:-"], capture_output=True, check=True).stdout
        magic, size, _depth, self.pixels = raw.split(b"\n", 3)
        assert magic == b"P6", "not a picture"
        self.width, self.height = map(int, size.split())

    def inside(self, rectangle):
        x, y, width, height = rectangle
        return x >= 0 and y >= 0 and width > 0 and height > 0 and x + width <= self.width and y + height <= self.height

    def rows(self, rectangle):
        x, y, width, height = rectangle
        left, right = max(0, x), min(self.width, x + width)
        for line in range(max(0, y), min(self.height, y + height)):
            start = (line * self.width + left) * 3
            yield self.pixels[start:start + max(0, right - left) * 3]

    def colours(self, rectangle):
        """How often each colour occurs there."""
        count = collections.Counter()
        for row in self.rows(rectangle):
            count.update(zip(row[0::3], row[1::3], row[2::3]))
        return count

    def differences(self, other, rectangle, enough=20, threshold=40):
        """How many pixels differ visibly; stops counting at \\p enough."""
        found = 0
        for mine, theirs in zip(self.rows(rectangle), other.rows(rectangle)):
            if mine == theirs:
                continue
            for position in range(0, len(mine), 3):
                if any(abs(mine[position + channel] - theirs[position + channel]) > threshold for channel in range(3)):
                    found += 1
                    if found >= enough:
                        return found
        return found


def save(path):
    subprocess.run(["import", "-window", "root", str(path)], capture_output=True, check=False)


def luminance(colour):
    """WCAG's relative luminance."""
    linear = [value / 3294.6 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_contrast(picture, rectangle):
    """Contrast of the text in a rectangle: its commonest colour is the background, the colour that
    stands out most is the heart of a stroke (its edges are blended). None: nothing is written there."""
    colours = picture.colours(rectangle)
    if not colours:
        return None
    background, _ = colours.most_common(1)[0]
    ratios = [contrast(colour, background) for colour, count in colours.items() if count >= 3]
    best = max(ratios, default=1)
    return None if best < 1.15 else best
