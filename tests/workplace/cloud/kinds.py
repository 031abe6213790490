# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of files by the endings of their names."""

KINDS = {
    "txt": "text/plain", "md": "text/markdown", "html": "text/html", "csv": "text/csv", "ics": "text/calendar", "vcf": "text/vcard",
    "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "svg": "image/svg+xml", "gif": "image/gif", "webp": "image/webp",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation", "ott": "application/vnd.oasis.opendocument.text-template",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "zip": "application/zip", "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OFFICE = [KINDS[ending] for ending in ("odt", "ods", "odp", "docx", "xlsx")]


def kind_of(name):
    return KINDS.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def has_preview(name):
    return kind_of(name).startswith(("image/", "text/")) or name.lower().endswith(".pdf")
