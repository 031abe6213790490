# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts mails together byte by byte: tests need encodings that a good library would never write."""

import base64
import quopri
import textwrap
from dataclasses import dataclass, field
from email.utils import format_datetime
from urllib.parse import quote


@dataclass
class Part:
    headers: list[tuple[str, bytes]]
    body: bytes

    def __bytes__(self):
        return b"".join(name.encode() + b": " + value + b"\r\n" for name, value in self.headers) + b"\r\n" + self.body


@dataclass
class Mail:
    """A mail and where it belongs in a mailbox."""
    content: bytes
    folder: str
    date: float
    flags: set[str] = field(default_factory=set)


def encoded(text, charset="utf-8", kind="B"):
    """RFC 2047 encoded words, each at most 75 characters, only where the text needs them."""
    if text.isascii():
        return text.encode()
    words, piece = [], ""
    for letter in text:
        if len(word(piece + letter, charset, kind)) > 60:
            words.append(word(piece, charset, kind))
            piece = ""
        piece += letter
    return b"\r\n ".join([*words, word(piece, charset, kind)])


def word(text, charset, kind):
    data = text.encode(charset)
    if kind == "B":
        coded = base64.b64encode(data)
    else:
        coded = b"".join(bytes([b]) if chr(b).isalnum() and b < 128 else b"_" if b == 32 else b"=%02X" % b for b in data)
    return b"=?" + charset.encode() + b"?" + kind.encode() + b"?" + coded + b"?="


def address(name, mailbox, charset="utf-8", kind="Q"):
    if not name:
        return mailbox.encode()
    phrase = encoded(name, charset, kind)
    if name.isascii() and not name.replace(" ", "").isalnum():
        phrase = b'"' + phrase.replace(b'"', b'\\"') + b'"'
    return phrase + b" <" + mailbox.encode() + b">"


def text(body, charset="utf-8", encoding="quoted-printable", flowed=False, subtype="plain"):
    data = (flow(body) if flowed else body).replace("\n", "\r\n").encode(charset)
    parameters = b"; charset=" + charset.encode() + (b"; format=flowed; delsp=no" if flowed else b"")
    return Part([("Content-Type", b"text/" + subtype.encode() + parameters),
                 ("Content-Transfer-Encoding", encoding.encode())], transfer(data, encoding))


def flow(body):
    """RFC 3676: lines that go on end with a space."""
    lines = []
    for line in body.split("\n"):
        pieces = [line] if line.startswith(">") else textwrap.wrap(line, 66) or [""]
        lines += [piece + " " for piece in pieces[:-1]] + [pieces[-1] if pieces[-1] == "-- " else pieces[-1].rstrip()]
    return "\n".join(" " + line if line.startswith((" ", "From ")) else line for line in lines)


def transfer(data, encoding):
    if encoding == "base64":
        return wrapped(data)
    if encoding == "quoted-printable":
        return quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return data


def wrapped(data):
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def attachment(name, data, kind, style="rfc2231", inline_id=None):
    """An attachment whose file name is written in one of the styles found in the wild."""
    disposition = b"inline" if inline_id else b"attachment"
    headers = [("Content-Type", kind.encode() + (b"; name=" + quoted(encoded(name)) if style == "rfc2047" else b"")),
               ("Content-Transfer-Encoding", b"base64"),
               ("Content-Disposition", disposition + b"; " + filename(name, style))]
    if inline_id:
        headers.append(("Content-ID", f"<{inline_id}>".encode()))
    return Part(headers, wrapped(data))


def filename(name, style):
    if style == "raw":                              # 8 bit in a header, as some scanners and web shops send it
        return b"filename=" + quoted(name.encode())
    if style == "rfc2047":                          # an encoded word inside quotes: forbidden, and common
        return b"filename=" + quoted(encoded(name))
    if name.isascii():
        return b"filename=" + quoted(name.encode())
    if style == "rfc2231" and len(quote(name)) < 60:
        return b"filename*=UTF-8''" + quote(name).encode()
    pieces = [quote(name[start:start + 16], safe="") for start in range(0, len(name), 16)]      # continuations
    charset = "UTF-8''"
    return b";\r\n ".join(f"filename*{i}*={piece if i else charset + piece}".encode() for i, piece in enumerate(pieces))


def quoted(value):
    return b'"' + value.replace(b'"', b'\\"').replace(b"\r\n ", b" ") + b'"'


def multipart(subtype, parts, boundary, parameters=b""):
    mark = b"--" + boundary.encode()
    body = b"".join(mark + b"\r\n" + bytes(part) + b"\r\n" for part in parts) + mark + b"--\r\n"
    return Part([("Content-Type", b"multipart/" + subtype.encode() + b'; boundary="' + boundary.encode() + b'"' + parameters)], body)


def compose(headers, content, date):
    """The whole mail; headers are (name, bytes or ASCII text), None leaves one out; date knows its time zone."""
    lines = [("Date", format_datetime(date)), *headers, ("MIME-Version", "1.0")]
    head = [(name, value if isinstance(value, bytes) else value.encode()) for name, value in lines if value is not None]
    return bytes(Part(head + content.headers, content.body))
