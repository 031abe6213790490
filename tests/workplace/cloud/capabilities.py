# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server says that it is and can."""

from .kinds import OFFICE
from .tree import ALL

VERSION = (32, 0, 3)
TEXT = ".".join(map(str, VERSION))


def status(settings):
    told = not settings.hides_version
    return {"installed": True, "maintenance": settings.maintenance, "needsDbUpgrade": False, "version": f"{TEXT}.2" if told else "", "versionstring": TEXT if told else "",
            "edition": "", "productname": "Nextcloud", "extendedSupport": False}


def version():
    return {"major": VERSION[0], "minor": VERSION[1], "micro": VERSION[2], "string": TEXT, "edition": "", "extendedSupport": False}


def capabilities(settings, address):
    said = {
        "core": {"pollinterval": 60, "webdav-root": "remote.php/webdav", "reference-api": True, "mod-rewrite-working": False,
                 "user": {"language": "de"}},
        "bruteforce": {"delay": 0, "allow-listed": False},
        "dav": {"public_shares_chunking": True, "search_supports_creation_time": True},
        "files": {"bigfilechunking": settings.chunking, "blacklisted_files": settings.forbidden_names,
                  "forbidden_filenames": settings.forbidden_names, "forbidden_filename_basenames": settings.forbidden_basenames,
                  "forbidden_filename_characters": settings.forbidden_characters, "forbidden_filename_extensions": settings.forbidden_extensions,
                  "comments": True, "undelete": settings.trash, "delete_from_trash": settings.trash,
                  "versioning": settings.versions, "version_labeling": settings.versions, "version_deletion": settings.versions},
        "theming": {"name": "Beispielwolke", "url": "https://www.beispielamt.test", "slogan": "", "color": "#1f5c99", "color-text": "#ffffff",
                    "logo": f"{address}/logo", "background": "#1f5c99"},
    }
    if settings.chunking:
        said["dav"]["chunking"] = "1.0"
        said["files"]["chunked_upload"] = {"max_size": 100 * 1024 * 1024, "max_parallel_count": 5}
    if settings.locking:
        said["files"].update({"locking": "1.0", "api-feature-lock-type": True})
    if settings.office:
        said["files"]["directEditing"] = {"url": f"{address}/ocs/v2.php/apps/files/api/v1/directEditing", "etag": "1f5c99", "supportsFileId": True}
        said["richdocuments"] = {"version": "9.0.1", "mimetypes": OFFICE, "mimetypesNoDefaultOpen": ["image/svg+xml", "application/pdf"],
                                 "direct_editing": True, "templates": True, "productName": "Nextcloud Office", "config": {},
                                 "collabora": {"convert-to": {"available": True}, "hasTemplateSource": True}}
    if settings.sharing:
        said["files_sharing"] = {
            "api_enabled": True, "resharing": True, "group_sharing": True, "default_permissions": ALL, "federation": {"outgoing": False, "incoming": False},
            "public": {"enabled": True, "upload": True, "upload_files_drop": True, "multiple_links": True, "send_mail": False,
                       "password": {"enforced": False, "askForOptionalPassword": True},
                       "expire_date": {"enabled": False}, "expire_date_internal": {"enabled": False}, "expire_date_remote": {"enabled": False}},
            "user": {"send_mail": False, "expire_date": {"enabled": True}}, "group": {"enabled": True, "expire_date": {"enabled": True}},
            "sharee": {"query_lookup_default": False, "always_show_unique": True}, "sharebymail": {"enabled": False}}
        said["password_policy"] = {"minLength": settings.password_length, "enforceNonCommonPassword": True, "enforceNumericCharacters": False,
                                   "enforceSpecialCharacters": False, "enforceUpperLowerCase": False,
                                   "api": {"generate": f"{address}/ocs/v2.php/apps/password_policy/api/v1/generate",
                                           "validate": f"{address}/ocs/v2.php/apps/password_policy/api/v1/validate"}}
    if settings.push:
        socket = address.replace("http", "ws", 1)
        said["notify_push"] = {"type": ["files", "activities", "notifications"],
                               "endpoints": {"websocket": f"{socket}/push/ws", "pre_auth": f"{address}/apps/notify_push/pre_auth"}}
    return said
