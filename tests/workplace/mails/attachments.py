# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small but valid files to attach: PDF, OpenDocument, PNG, table, calendar entry, visiting card."""

import io
import struct
import time
import zipfile
import zlib


def pdf(title, lines):
    """One page of Helvetica that every PDF viewer opens."""
    def escape(line):
        return line.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    drawing = b"BT /F1 16 Tf 60 780 Td (" + escape(title) + b") Tj /F1 11 Tf 0 -30 Td "
    drawing += b"".join(b"(" + escape(line) + b") Tj 0 -16 Td " for line in lines) + b"ET"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
               b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing)]
    file, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return file + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(file)


def odt(title, paragraphs):
    kind = "application/vnd.oasis.opendocument.text"
    names = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
             'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"')
    body = f"<text:h text:outline-level=\"1\">{title}</text:h>" + "".join(f"<text:p>{p}</text:p>" for p in paragraphs)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        def add(name, content, method=zipfile.ZIP_DEFLATED):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, method)
        add("mimetype", kind, zipfile.ZIP_STORED)
        add("content.xml", f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.3">'
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>")
        add("META-INF/manifest.xml", '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.3" '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>')
    return file.getvalue()


def png(values, width=320, height=160, colour=(0, 92, 153)):
    """A bar chart."""
    bar = width // len(values)
    highest = max(values)
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            inside = x % bar > 3 and height - y <= values[min(x // bar, len(values) - 1)] * (height - 12) // highest
            rows += bytes(colour if inside else (250, 250, 250))
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(rows), 6)) + chunk(b"IEND", b""))


def table(rows):
    return "\r\n".join(";".join(str(cell) for cell in row) for row in rows).encode("cp1252")


def invitation(uid, method, start, minutes, title, place, organizer, attendees, sequence=0, rule=None):
    """An iCalendar object as iTIP (RFC 5546) sends it."""
    def moment(seconds):
        return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(seconds))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Beispielamt//Terminplaner//DE", f"METHOD:{method}", "BEGIN:VEVENT",
             f"UID:{uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:{moment(start - 9 * 86400)}", f"DTSTART:{moment(start)}",
             f"DTEND:{moment(start + minutes * 60)}", f"SUMMARY:{title}", f"LOCATION:{place}",
             f"STATUS:{'CANCELLED' if method == 'CANCEL' else 'CONFIRMED'}",
             f"ORGANIZER;CN=\"{organizer[0]}\":mailto:{organizer[1]}"]
    if rule:
        lines.append(f"RRULE:{rule}")
    state = "ACCEPTED" if method == "REPLY" else "NEEDS-ACTION"
    lines += [f"ATTENDEE;CN=\"{name}\";PARTSTAT={state};RSVP=TRUE:mailto:{mailbox}" for name, mailbox in attendees]
    lines += ["END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(folded(line) for line in lines)


def folded(line):
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > 73:
            pieces.append(piece)
            piece = " "
        piece += letter
    return "\r\n".join([*pieces, piece])


def card(name, mailbox, office):
    return f"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{name}\r\nEMAIL:{mailbox}\r\nORG:Bundesamt für Beispielwesen;{office}\r\nEND:VCARD\r\n".encode()
