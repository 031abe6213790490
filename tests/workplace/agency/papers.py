# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small real documents: OpenDocument texts and tables, PDF, and pictures as PNG."""

import io
import math
import random
import struct
import zipfile
import zlib
from xml.sax.saxutils import escape

SPACES = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
          'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"')
LINE = 90               # letters on a line of a PDF
LINES = 48              # lines on its page


def package(kind, body, name):
    """An OpenDocument file: the kind comes first and uncompressed, as the standard asks (part 2, 3.3)."""
    media = f"application/vnd.oasis.opendocument.{kind}"
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} office:version="1.3"><office:body><office:{name}>{body}</office:{name}></office:body></office:document-content>'
    manifest = ('<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
                f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>')
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for path, data, method in (("mimetype", media, zipfile.ZIP_STORED), ("content.xml", content, zipfile.ZIP_DEFLATED), ("META-INF/manifest.xml", manifest, zipfile.ZIP_DEFLATED)):
            archive.writestr(zipfile.ZipInfo(path, (2026, 1, 5, 8, 0, 0)), data, method)
    return whole.getvalue()


def odt(title, paragraphs):
    body = f'<text:h text:outline-level="1">{escape(title)}</text:h>' + "".join(f"<text:p>{escape(each)}</text:p>" for each in paragraphs)
    return package("text", body, "text")


def ods(rows):
    def cell(value):
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
    table = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    return package("spreadsheet", f'<table:table table:name="Tabelle 1">{table}</table:table>', "spreadsheet")


def wrapped(text):
    line = ""
    for word in text.split():
        if len(line) + len(word) >= LINE:
            yield line
            line = ""
        line += (" " if line else "") + word
    yield line


def pdf(title, paragraphs):
    lines = [line for paragraph in paragraphs for line in (*wrapped(paragraph), "")]
    pages = [lines[at:at + LINES] for at in range(0, len(lines), LINES)] or [[]]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{' '.join(f'{4 + 2 * n} 0 R' for n in range(len(pages)))}] /Count {len(pages)} >>",
               "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    for number, page in enumerate(pages):
        shown = [f"/F1 16 Tf 60 780 Td ({literal(title)}) Tj 0 -28 Td /F1 10 Tf" if number == 0 else "/F1 10 Tf 60 780 Td"]
        shown += [f"({literal(line)}) Tj 0 -14 Td" for line in page]
        stream = "BT " + "\n".join(shown) + " ET"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>")
        objects.append(f"<< /Length {len(stream.encode('cp1252', 'replace'))} >>\nstream\n{stream}\nendstream")
    whole, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(whole))
        whole += f"{number} 0 obj\n{each}\nendobj\n".encode("cp1252", "replace")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return whole + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(whole)}\n%%EOF\n".encode()


def literal(text):
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def landscape(seed, width=480, height=320):
    """Hills below a sky, each time others."""
    chance = random.Random(seed)
    sky = [chance.randint(120, 200), chance.randint(160, 220), 245]
    hills = [(chance.uniform(0.35, 0.8), chance.uniform(0.03, 0.1), chance.uniform(4, 12), chance.uniform(0, 6)) for _ in range(4)]
    hills.sort()
    edges = [[(base + lift * math.sin(x / width * waves + shift)) * height for base, lift, waves, shift in hills] for x in range(width)]
    colours = [bytes((60 + 22 * n, 150 - 22 * n, 70 + 5 * n)) for n in range(len(hills))]
    rows = bytearray()
    for y in range(height):
        paper = bytes(int(part + (255 - part) * y / height) for part in sky)
        row = bytearray(b"\0")
        for x in range(width):
            colour = paper
            for edge, own in zip(edges[x], colours, strict=True):
                if y < edge:
                    break
                colour = own
            row += colour
        rows += row

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(rows), 6)) + chunk(b"IEND", b""))
