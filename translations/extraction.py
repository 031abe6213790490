# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the texts of the program: what a translator has to translate."""

import json
import re
import subprocess
import tempfile
from pathlib import Path
from xml.etree import ElementTree

CHECKOUT = Path(__file__).resolve().parent.parent
ROOMS = ("modules", "app", "resources")


def keywords():
    """xgettext's names for all calls of KI18n: [x]i18n[c][p], delayed (k…), literals (kl…), with a domain (…d)."""
    yield from (f"--keyword={word}" for word in ("i18n:1", "i18nc:1c,2", "i18np:1,2", "i18ncp:1c,2,3"))
    for prefix in ("ki18n", "kli18n", "xi18n", "kxi18n", "klxi18n"):
        yield from (f"--keyword={prefix}{form}" for form in (":1", "c:1c,2", "p:1,2", "cp:1c,2,3"))
    for prefix in ("i18nd", "ki18nd", "xi18nd", "kxi18nd"):
        yield from (f"--keyword={prefix}{form}" for form in (":2", "c:2c,3", "p:2,3", "cp:2c,3,4"))
    yield from (f"--keyword={word}" for word in ("I18N_NOOP:1", "I18NC_NOOP:1c,2"))


def text_elements(file):
    """(context, text) of what KXmlGui, Qt Designer and KConfig files show to the user."""
    tree = ElementTree.parse(file)
    for element in tree.iter():
        tag = element.tag.rpartition("}")[2].lower()
        text = (element.text or "").strip()
        if not text:
            continue
        if file.suffix == ".rc" and tag in {"text", "title"}:
            yield element.get("context", ""), text
        elif file.suffix == ".ui" and tag == "string" and element.get("notr") != "true":
            yield element.get("comment", ""), text
        elif file.suffix == ".kcfg" and tag in {"label", "tooltip", "whatsthis"} and element.get("translatable") == "true":
            yield element.get("context", ""), text


def as_calls(file):
    """The texts of an XML file as lines of C++ that xgettext reads."""
    lines = []
    for context, text in text_elements(file):
        # KXmlGui translates what is there, with "&" as accelerator, but collapses white space.
        literal = json.dumps(re.sub(r"\s+", " ", text), ensure_ascii=False)
        lines.append(f"i18nc({json.dumps(context, ensure_ascii=False)}, {literal});" if context else f"i18n({literal});")
    return lines


def sources(checkout=CHECKOUT):
    for room in ROOMS:
        if (checkout / room).is_dir():
            yield from sorted(path for path in (checkout / room).rglob("*") if path.is_file())


def extract(template, checkout=CHECKOUT):
    """Writes the template catalogue (.pot) of everything below \\p checkout."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for path in sources(checkout):
            name = path.relative_to(checkout).as_posix()
            if path.suffix in {".cpp", ".h"}:
                files.append(name)
            elif path.suffix in {".rc", ".ui", ".kcfg"}:
                try:
                    calls = as_calls(path)
                except ElementTree.ParseError as error:
                    raise SystemExit(f"{name}: {error}") from error
                if calls:
                    copy = Path(folder, name)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    copy.write_text("\n".join(calls) + "\n", encoding="utf-8")
                    files.append(name)         # found there before the checkout
        command = ["xgettext", "--language=C++", "--kde", "--from-code=UTF-8", "--add-location=file", "--add-comments=i18n:",
                   "--keyword", *keywords(), "--package-name=kontor", "--copyright-holder=The Kontor authors",
                   f"--directory={folder}", f"--directory={checkout}", f"--output={template}", "--force-po", "--files-from=-"]
        done = subprocess.run(command, input="\n".join(files) + "\n", text=True, capture_output=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stderr
