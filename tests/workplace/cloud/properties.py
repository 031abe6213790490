# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The properties of files and folders, and how PROPFIND is answered quickly.

A request's list of properties becomes a plan once; what a plan says of a node is kept with the node until it changes.
"""

import time
from email.utils import formatdate
from html import escape
from urllib.parse import quote
from xml.etree import ElementTree

from .kinds import has_preview, kind_of
from .tree import ALL, CREATE, DELETE, READ, SHARE, UPDATE
from .wire import Answer, Refusal

PREFIXES = {"DAV:": "d", "http://sabredav.org/ns": "s", "http://owncloud.org/ns": "oc", "http://nextcloud.org/ns": "nc",
            "http://open-collaboration-services.org/ns": "x1", "http://open-cloud-mesh.org/ns": "x2"}
BEGINNING = ('<?xml version="1.0"?>\n<d:multistatus xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns" xmlns:oc="http://owncloud.org/ns" '
             'xmlns:nc="http://nextcloud.org/ns" xmlns:x1="http://open-collaboration-services.org/ns" xmlns:x2="http://open-cloud-mesh.org/ns">')
USUAL = ["d:resourcetype", "d:getlastmodified", "d:getcontentlength", "d:quota-used-bytes", "d:quota-available-bytes", "d:getetag", "d:getcontenttype"]
UNLIMITED = -3


def tag_of(name):
    """"{DAV:}getetag" as our answers write it."""
    space, _, local = name[1:].partition("}") if name.startswith("{") else ("", "", name)
    prefix = PREFIXES.get(space)
    return f"{prefix}:{local}" if prefix else f'x:{local} xmlns:x="{escape(space)}"'


def parse(text):
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as problem:
        raise Refusal(400, f"The XML cannot be read: {problem}", "Sabre\\DAV\\Exception\\BadRequest") from None


def quoted(names):
    return "/".join(quote(name, safe="()") for name in names)


class Properties:
    """Writes what is asked of what is seen."""

    def __init__(self, cloud):
        self.cloud, self.tree, self.settings = cloud, cloud.tree, cloud.settings
        self.plans = {}
        self.dead = {}                      # number -> {tag: content}
        self.writers = {
            "d:resourcetype": lambda uid, seen: "<d:collection/>" if seen.node.is_folder else "",
            "d:getlastmodified": lambda uid, seen: formatdate(seen.node.modified, usegmt=True),
            "d:creationdate": lambda uid, seen: time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(seen.node.created)),
            "d:getcontentlength": lambda uid, seen: None if seen.node.is_folder else str(seen.node.size),
            "d:getcontenttype": lambda uid, seen: None if seen.node.is_folder else kind_of(seen.name),
            "d:getetag": lambda uid, seen: f"&quot;{seen.node.etag}&quot;",
            "d:displayname": lambda uid, seen: escape(seen.name or uid),
            "d:quota-used-bytes": lambda uid, seen: str(seen.node.size) if seen.node.is_folder else None,
            "d:quota-available-bytes": self.available,
            "d:supportedlock": lambda uid, seen: "",
            "d:lockdiscovery": self.lock_discovery,
            "oc:id": lambda uid, seen: cloud.long_id(seen.node),
            "oc:fileid": lambda uid, seen: str(seen.node.id),
            "oc:permissions": lambda uid, seen: "" if self.is_encrypted(seen) else letters(seen),
            "oc:size": lambda uid, seen: str(seen.node.size),
            "oc:favorite": lambda uid, seen: "1" if uid in (seen.node.favourites or ()) else "0",
            "oc:checksums": lambda uid, seen: f"<oc:checksum>{escape(seen.node.checksums)}</oc:checksum>" if seen.node.checksums else None,
            "oc:share-types": self.share_types,
            "oc:owner-id": lambda uid, seen: escape(self.owner(uid, seen)),
            "oc:owner-display-name": lambda uid, seen: escape(cloud.display_name(self.owner(uid, seen))),
            "oc:comments-unread": lambda uid, seen: "0",
            "oc:comments-count": lambda uid, seen: "0",
            "oc:data-fingerprint": lambda uid, seen: cloud.fingerprint if seen.node.home else None,
            "oc:downloadURL": lambda uid, seen: "",
            "nc:has-preview": lambda uid, seen: "true" if self.settings.preview and not seen.node.is_folder and has_preview(seen.name) else "false",
            "nc:mount-type": lambda uid, seen: seen.mount.kind if seen.mount else "",
            "nc:is-mount-root": lambda uid, seen: "true" if seen.is_mount else "false",
            "nc:group-folder-id": lambda uid, seen: str(seen.mount.node.id) if seen.mount and seen.mount.kind == "group" else None,
            "nc:is-encrypted": lambda uid, seen: str(int(self.is_encrypted(seen))) if seen.node.is_folder else None,
            "nc:hidden": lambda uid, seen: "false",
            "nc:creation_time": lambda uid, seen: str(seen.node.created),
            "nc:upload_time": lambda uid, seen: str(seen.node.created),
            "nc:contained-folder-count": lambda uid, seen: self.contained(seen, True),
            "nc:contained-file-count": lambda uid, seen: self.contained(seen, False),
            "nc:share-attributes": lambda uid, seen: "[]",
            "nc:sharees": self.sharees,
            "nc:note": lambda uid, seen: escape(seen.mount.share.note) if seen.is_mount and seen.mount.share else "",
            "x1:share-permissions": lambda uid, seen: str(shareable(seen)),
            "x2:share-permissions": lambda uid, seen: '["share","read","write"]' if seen.permissions & UPDATE else '["share","read"]',
        }
        for name in ("lock", "lock-owner", "lock-owner-displayname", "lock-owner-type", "lock-owner-editor", "lock-time", "lock-timeout", "lock-token"):
            self.writers[f"nc:{name}"] = lambda uid, seen, name=name: cloud.locks.property(name, seen.node)

    # -- single ones

    def is_encrypted(self, seen):
        return bool(self.settings.encrypted) and seen.name == self.settings.encrypted

    def owner(self, uid, seen):
        if not seen.mount:
            return uid
        home = seen.node.root().home
        return home.uid if home and not home.uid.startswith("__") else uid

    def available(self, uid, seen):
        return str(self.cloud.available(uid)) if seen.node.is_folder else None

    def share_types(self, uid, seen):
        kinds = sorted({share.kind for share in seen.node.shares})
        return "".join(f"<oc:share-type>{kind}</oc:share-type>" for kind in kinds)

    def sharees(self, uid, seen):
        return "".join(f"<nc:sharee><nc:id>{escape(share.to)}</nc:id><nc:display-name>{escape(self.cloud.name_of(share.to))}</nc:display-name>"
                       f"<nc:type>{share.kind}</nc:type></nc:sharee>" for share in seen.node.shares if share.to)

    def contained(self, seen, folders):
        if not seen.node.is_folder:
            return None
        return str(sum(child.is_folder == folders for child in seen.node.children.values()))

    def lock_discovery(self, uid, seen):
        return self.cloud.locks.discovery(seen.node)

    # -- PROPFIND

    def plan(self, body):
        plan = self.plans.get(body)
        if plan is None:
            names = USUAL
            if body.strip():
                asked = parse(body)
                prop = asked.find("{DAV:}prop")
                if asked.find("{DAV:}propname") is not None:
                    names = list(self.writers)
                elif prop is not None:
                    names = [tag_of(each.tag) for each in prop]
            plan = self.plans[body] = tuple((name, self.writers.get(name)) for name in names)
        return plan

    def said(self, plan, uid, seen):
        """What the plan says of it, without its address."""
        node, mount = seen.node, seen.mount
        key = (plan, uid, seen.permissions, seen.is_mount, mount and mount.kind)
        kept = node.cache
        if kept and kept[0] is plan and kept[1] == key[1:]:
            return kept[2]
        found, missing = [], []
        dead = self.dead.get(node.id)
        for tag, writer in plan:
            content = writer(uid, seen) if writer else dead.get(tag) if dead else None
            if content is None:
                missing.append(f"<{tag}/>")
            elif content:
                found.append(f"<{tag}>{content}</{tag.partition(' ')[0]}>")
            else:
                found.append(f"<{tag}/>")
        text = f"<d:propstat><d:prop>{''.join(found)}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>"
        if missing:
            text += f"<d:propstat><d:prop>{''.join(missing)}</d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>"
        text += "</d:response>"
        node.cache = (plan, key[1:], text)
        return text

    def multistatus(self, plan, uid, addressed):
        """Of pairs of an address and what is seen there."""
        parts = [BEGINNING]
        for address, seen in addressed:
            parts.append(f"<d:response><d:href>{address}</d:href>{self.said(plan, uid, seen)}")
        parts.append("</d:multistatus>")
        return answer_xml("".join(parts))

    def listing(self, plan, uid, seen, base, depth):
        """A folder or file at an address, and at depth 1 what lies in it."""
        names = quoted(seen.names())
        address = f"{base}/{names}" if names else base
        if not seen.node.is_folder:
            return self.multistatus(plan, uid, [(address, seen)])
        address += "/"
        inside = []
        if depth:
            inside = [(f"{address}{quote(child.name, safe='()')}{'/' if child.node.children is not None else ''}", child)
                      for child in self.tree.children(uid, seen)]
        return self.multistatus(plan, uid, [(address, seen), *inside])


def letters(seen):
    """oc:permissions."""
    rights, node = seen.permissions, seen.node
    if seen.mount and seen.mount.kind == "shared":
        said = "S"
    else:
        said = ""
    if rights & SHARE:
        said += "R"
    if seen.mount and seen.mount.kind == "group":
        said += "M"
    if rights & READ:
        said += "G"
    if (rights & DELETE and not (seen.is_mount and seen.mount.kind == "group")) or (seen.is_mount and seen.mount.kind == "shared"):
        said += "D"
    if rights & UPDATE or (seen.is_mount and seen.mount.kind == "shared"):
        said += "" if seen.is_mount and seen.mount.kind == "group" else "NV"
    if not node.is_folder:
        return said + ("W" if rights & UPDATE else "")
    return said + ("CK" if rights & CREATE else "")


def shareable(seen):
    rights = seen.permissions if seen.mount else ALL
    return rights if seen.node.is_folder else rights & (READ | UPDATE | SHARE)


def answer_xml(text, status=207):
    return Answer(status, text.encode(), "application/xml; charset=utf-8")
