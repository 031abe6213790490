# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trash: /remote.php/dav/trashbin/UID/trash; what is moved to restore/ is back where it was."""

import os
import time
from email.utils import formatdate
from html import escape

from .kinds import has_preview, kind_of
from .properties import BEGINNING, answer_xml, quoted
from .tree import remove
from .versions import response, version_path
from .wire import Answer, Refusal


class Discarded:
    def __init__(self, node, name, place, moment, by):
        self.node, self.name, self.place, self.moment, self.by = node, name, place, moment, by


class Trash:
    def __init__(self, cloud):
        self.cloud, self.tree = cloud, cloud.tree

    def throw(self, uid, seen):
        """Into the trash of whoever deletes it."""
        node, home = seen.node, self.tree.homes[uid]
        moment = int(time.time())
        while f"{seen.name}.d{moment}" in home.trash:
            moment += 1
        kept = f"{seen.name}.d{moment}"
        place = seen.path().lstrip("/")
        path = self.tree.path(node)
        for each in node.all():
            for mount in each.mounts:
                mount.home.unmount(mount)
                self.tree.touched(mount.parent)
            self.cloud.shares.forget(each)
            each.mounts = ()
        self.tree.take(node)
        home.trash[kept] = Discarded(node, kept, place, moment, uid)
        os.rename(path, self.path(home, home.trash[kept]))

    def path(self, home, discarded, *more):
        return os.path.join(home.folder, "trash", str(discarded.node.id), *more)

    def handle(self, request, base, names):
        if not self.cloud.settings.trash or not names or names[0] != "trash":
            raise Refusal(404, "There is no trash here", "Sabre\\DAV\\Exception\\NotFound")
        home = self.tree.homes[request.user.uid]
        with self.tree.guard:
            if len(names) == 1:
                return self.whole(request, base, home)
            discarded = home.trash.get(names[1])
            node = discarded and self.inside(discarded.node, names[2:])
            if not node:
                raise Refusal(404, "That is not in the trash", "Sabre\\DAV\\Exception\\NotFound")
            if request.method == "PROPFIND":
                return self.listing(request, base, names, discarded, node)
            if request.method in ("GET", "HEAD") and not node.is_folder:
                return Answer.of_file(self.path(home, discarded, *names[2:]), request, node.etag, node.modified, kind_of(node.name))
            if len(names) == 2 and request.method == "DELETE":
                self.erase(home, discarded)
                return Answer(204)
            if len(names) == 2 and request.method == "MOVE" and f"/trashbin/{home.uid}/restore" in request.headers.get("destination", ""):
                self.restore(home, discarded)
                return Answer(201)
        raise Refusal(405, f"There is no {request.method} here", "Sabre\\DAV\\Exception\\MethodNotAllowed")

    def inside(self, node, names):
        for name in names:
            node = node and (node.children or {}).get(name)
        return node

    def whole(self, request, base, home):
        if request.method == "DELETE":
            for discarded in list(home.trash.values()):
                self.erase(home, discarded)
            return Answer(204)
        if request.method != "PROPFIND":
            raise Refusal(405, f"There is no {request.method} here", "Sabre\\DAV\\Exception\\MethodNotAllowed")
        text = BEGINNING + response(f"{base}/trash/", "<d:resourcetype><d:collection/></d:resourcetype>")
        if request.headers.get("depth", "1") != "0":
            for discarded in home.trash.values():
                text += self.entry(f"{base}/trash/{quoted([discarded.name])}", discarded, discarded.node)
        return answer_xml(text + "</d:multistatus>")

    def listing(self, request, base, names, discarded, node):
        address = f"{base}/{quoted(names)}"
        text = BEGINNING + self.entry(address, discarded, node)
        if node.is_folder and request.headers.get("depth", "1") != "0":
            for child in node.children.values():
                text += self.entry(f"{address}/{quoted([child.name])}", discarded, child)
        return answer_xml(text + "</d:multistatus>")

    def entry(self, address, discarded, node):
        is_top = node is discarded.node
        place = discarded.place if is_top else f"{discarded.place}/{'/'.join(node.names())}"
        name = discarded.place.rpartition("/")[2] if is_top else node.name
        kind = ("<d:resourcetype><d:collection/></d:resourcetype>" if node.is_folder else
                f"<d:resourcetype/><d:getcontentlength>{node.size}</d:getcontentlength><d:getcontenttype>{kind_of(name)}</d:getcontenttype>")
        return response(address + ("/" if node.is_folder else ""),
                        f"{kind}<d:getlastmodified>{formatdate(node.modified, usegmt=True)}</d:getlastmodified><d:getetag>&quot;{node.etag}&quot;</d:getetag>"
                        f"<oc:fileid>{node.id}</oc:fileid><oc:size>{node.size}</oc:size><oc:permissions>GD</oc:permissions>"
                        f"<nc:has-preview>{'true' if has_preview(name) else 'false'}</nc:has-preview><nc:trashbin-filename>{escape(name)}</nc:trashbin-filename>"
                        f"<nc:trashbin-original-location>{escape(place)}</nc:trashbin-original-location><nc:trashbin-deletion-time>{discarded.moment}</nc:trashbin-deletion-time>"
                        f"<nc:trashbin-deleted-by-id>{escape(discarded.by)}</nc:trashbin-deleted-by-id>"
                        f"<nc:trashbin-deleted-by-display-name>{escape(self.cloud.display_name(discarded.by))}</nc:trashbin-deleted-by-display-name>")

    def restore(self, home, discarded):
        """Where it was; into the root if that folder is gone, and under another name if its own is taken."""
        self.cloud.require_room(home.uid, discarded.node.size)
        folder, _, name = discarded.place.rpartition("/")
        parent = self.tree.find(home.uid, [step for step in folder.split("/") if step])
        if not parent or not parent.node.is_folder:
            parent = self.tree.find(home.uid, [])
        stem, dot, ending = name.rpartition(".") if not discarded.node.is_folder else ("", "", "")
        number = 1
        while name in parent.node.children:
            added = " (restored)" if number == 1 else f" (restored {number})"
            name = f"{stem}{added}.{ending}" if dot and stem else f"{discarded.place.rpartition('/')[2]}{added}"
            number += 1
        self.tree.put(discarded.node, parent.node, name)
        os.rename(self.path(home, discarded), self.tree.path(discarded.node))
        home.trash.pop(discarded.name)

    def erase(self, home, discarded):
        for node in discarded.node.all():
            self.tree.nodes.pop(node.id, None)
            for version in node.versions:
                remove(version_path(self.tree, node, version.moment))
        remove(self.path(home, discarded))
        home.trash.pop(discarded.name)
