# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads gettext catalogues and says what is wrong with a translation."""

import ast
import dataclasses
import re

PLACEHOLDER = re.compile(r"%(\d+)")
TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*")
KEYWORD = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[(\d+)\])?)\s+(".*")$')
PLURALS = {"de": 2}


@dataclasses.dataclass
class Message:
    """One text: what the program says and how it is translated."""
    context: str = ""
    text: str = ""
    plural: str = ""
    translations: dict = dataclasses.field(default_factory=dict)
    fuzzy: bool = False
    places: list = dataclasses.field(default_factory=list)

    @property
    def key(self):
        return self.context, self.text, self.plural

    def __str__(self):
        return f'{", ".join(self.places)}: "{self.text}"' + (f" ({self.context})" if self.context else "")


def read(lines):
    """The messages of a catalogue; obsolete ones (#~) and the header are left out."""
    messages, message, field = [], Message(), None

    def finish():
        if message.text:
            messages.append(message)
        return Message(), None

    for line in lines:
        line = line.rstrip("\n")
        if line.startswith("#~") or not line:
            if field:
                message, field = finish()
            continue
        if line.startswith("#"):
            if field:
                message, field = finish()
            if line.startswith("#:"):
                message.places += line[2:].split()
            elif line.startswith("#,"):
                message.fuzzy = "fuzzy" in line
            continue
        match = KEYWORD.match(line)
        if match:
            if match[1] in {"msgctxt", "msgid"} and field and field != "msgctxt":
                message, field = finish()
            field, piece = match[1], ast.literal_eval(match[3])
        elif line.startswith('"'):
            piece = ast.literal_eval(line)
        else:
            raise ValueError(f"not a catalogue: {line}")
        if field == "msgctxt":
            message.context += piece
        elif field == "msgid":
            message.text += piece
        elif field == "msgid_plural":
            message.plural += piece
        else:
            number = int(re.sub(r"\D", "", field) or 0)
            message.translations[number] = message.translations.get(number, "") + piece
    finish()
    return messages


def placeholders(text):
    return sorted(set(PLACEHOLDER.findall(text)), key=int)


def problems_of(message, language):
    """Whole sentences about one translated message."""
    forms = [message.translations.get(number, "") for number in range(PLURALS.get(language, 2) if message.plural else 1)]
    if not all(form.strip() for form in forms):
        return ["is not translated"]
    found = []
    if message.fuzzy:
        found.append("is marked fuzzy: somebody has to look whether the translation still fits")
    for number, form in enumerate(forms):
        source = message.plural if message.plural and number else message.text
        wanted = placeholders(source)
        # The singular may say the number or "one".
        optional = {"1"} if message.plural and number == 0 else set()
        have = placeholders(form)
        if set(have) - set(wanted) - optional or set(wanted) - set(have) - optional:
            found.append(f'has the placeholders {have or "none"} instead of {wanted or "none"}: "{form}"')
        if sorted(TAG.findall(source)) != sorted(TAG.findall(form)):
            found.append(f'has other markup: "{form}"')
        if source.endswith("…") != form.endswith("…") or source.endswith(":") != form.endswith(":"):
            found.append(f'ends otherwise ("…" or ":"): "{form}"')
        if (source[0].isspace(), source[-1].isspace()) != (form[0].isspace(), form[-1].isspace()):
            found.append(f'begins or ends with other white space: "{form}"')
    return found


def compare(template, catalogue, language):
    """What keeps the catalogue from being complete, one sentence each."""
    known = {message.key: message for message in catalogue}
    found = []
    for message in template:
        translated = known.get(message.key)
        problems = problems_of(translated, language) if translated else ["is not in the catalogue"]
        found += [f"{message} {problem}" for problem in problems]
    return found
