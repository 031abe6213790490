#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes chatemojitable.tsv anew from the tables of the Unicode consortium.

    chatemojitable.py /usr/share/unicode > chatemojitable.tsv

reads what the Debian packages unicode-data and unicode-cldr-core install there. One emoji a line: symbol, group (0 to 8),
1 if it has skin tones, names in English and German, words in English and German (with "|" between them).
"""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

GROUPS = [
    "Smileys & Emotion",
    "People & Body",
    "Animals & Nature",
    "Food & Drink",
    "Travel & Places",
    "Activities",
    "Objects",
    "Symbols",
    "Flags",
]
TONES = range(0x1F3FB, 0x1F400)
SHAPE = "\ufe0f"  # CLDR leaves it out


def annotations(folder: Path, language: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    names: dict[str, str] = {}
    words: dict[str, list[str]] = {}
    for part in ("annotations", "annotationsDerived"):
        tree = ElementTree.parse(folder / "cldr" / "common" / part / f"{language}.xml")
        for entry in tree.iter("annotation"):
            symbol = entry.get("cp", "").replace(SHAPE, "")
            if entry.get("type") == "tts":
                names[symbol] = (entry.text or "").strip()
            else:
                words[symbol] = [word.strip() for word in (entry.text or "").split("|")]
    return names, words


def main() -> int:
    folder = Path(sys.argv[1])
    english, english_words = annotations(folder, "en")
    german, german_words = annotations(folder, "de")
    entries: list[tuple[str, int, str]] = []
    toned: set[str] = set()
    group = -1
    for line in (folder / "emoji" / "emoji-test.txt").read_text("utf-8").splitlines():
        if line.startswith("# group: "):
            title = line.removeprefix("# group: ")
            group = GROUPS.index(title) if title in GROUPS else -1
            continue
        found = re.match(r"([0-9A-F ]+?) *; fully-qualified *# \S+ E[0-9.]+ (.+)", line)
        if not found or group < 0:
            continue
        code_points = [int(code, 16) for code in found[1].split()]
        symbol = "".join(map(chr, code_points))
        tones = [place for place, code in enumerate(code_points) if code in TONES]
        if tones:
            if tones == [1]:  # one person, so that there are five of it
                toned.add("".join(chr(code) for code in code_points if code not in TONES).replace(SHAPE, ""))
        else:
            entries.append((symbol, group, found[2]))
    for symbol, group, name in entries:
        bare = symbol.replace(SHAPE, "")
        lists = []
        for names, words in ((english, english_words), (german, german_words)):
            # What the name says already need not be said again.
            said = names.get(bare, "").casefold()
            lists.append("|".join(word for word in words.get(bare, []) if word.casefold() not in said))
        print("\t".join([symbol, str(group), str(int(bare in toned)), english.get(bare, name), german.get(bare, ""), *lists]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
