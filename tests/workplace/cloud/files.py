# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to files and folders over WebDAV, below /remote.php/dav/files/UID/ and /remote.php/webdav/."""

import contextlib
import os
import re
import shutil
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .kinds import kind_of
from .names import require_allowed, steps
from .properties import BEGINNING, answer_xml, parse, tag_of
from .tree import CREATE, DELETE, READ, UPDATE, remove
from .versions import keep_version
from .wire import Answer, Refusal, matches

DAY = 24 * 60 * 60
CONDITION = re.compile(r"(?:<(?P<address>[^>]*)>\s*)?\((?P<states>[^)]*)\)")
STATE = re.compile(r"(?P<not>Not\s+)?(?:<(?P<token>[^>]*)>|\[(?P<etag>[^\]]*)\])", re.IGNORECASE)


def not_found(path):
    return Refusal(404, f"File with name {path} could not be located", "Sabre\\DAV\\Exception\\NotFound")


def forbidden(message="No permission to do this"):
    return Refusal(403, message, "Sabre\\DAV\\Exception\\Forbidden")


def precondition_failed(name):
    return Refusal(412, f"The {name} condition did not hold", "Sabre\\DAV\\Exception\\PreconditionFailed")


class Files:
    def __init__(self, cloud):
        self.cloud, self.tree, self.properties, self.settings = cloud, cloud.tree, cloud.properties, cloud.settings
        self.methods = {"OPTIONS": self.options, "HEAD": self.get, "GET": self.get, "PUT": self.put, "DELETE": self.delete, "MKCOL": self.make_folder,
                        "MOVE": self.move, "COPY": self.copy, "PROPFIND": self.propfind, "PROPPATCH": self.proppatch,
                        "REPORT": cloud.search.report, "LOCK": cloud.locks.lock, "UNLOCK": cloud.locks.unlock}

    def handle(self, request, base, names):
        method = self.methods.get(request.method)
        if not method:
            raise Refusal(405, f"There is no {request.method} here", "Sabre\\DAV\\Exception\\MethodNotAllowed")
        if self.settings.encrypted and self.settings.encrypted in names:
            raise forbidden(f'Client "{request.headers.get("user-agent")}" is not allowed to access end-to-end encrypted content')
        for name in names:
            if name in (".", ".."):
                raise Refusal(400, "Such a path is not taken", "Sabre\\DAV\\Exception\\BadRequest")
        return method(request, base, names)

    def options(self, request, base, names):
        return Answer(200, headers={"DAV": "1, 3, extended-mkcol, access-control, oc-resource-sharing, nextcloud-checksum-update", "MS-Author-Via": "DAV",
                                    "Allow": ", ".join(self.methods)})

    # -- reading

    def find(self, uid, names):
        seen = self.tree.find(uid, names)
        if not seen:
            raise not_found("/".join(names))
        return seen

    def get(self, request, base, names):
        with self.tree.guard:
            return self.content(request, names)

    def content(self, request, names):
        seen = self.find(request.user.uid, names)
        node = seen.node
        if node.is_folder:
            raise Refusal(501, "There is no content of folders", "Sabre\\DAV\\Exception\\NotImplemented")
        if not seen.permissions & READ:
            raise forbidden()
        self.check(request, seen)
        if not self.settings.ranges:
            request.headers.pop("range", None)
        answer = Answer.of_file(self.tree.path(node), request, node.etag, node.modified, kind_of(node.name))
        answer.headers["OC-FileId"] = self.cloud.long_id(node)
        if node.checksums:
            answer.headers["OC-Checksum"] = node.checksums.split(" ")[0]
        return answer

    def propfind(self, request, base, names):
        depth = request.headers.get("depth", "1" if self.settings.infinity == "one" else "infinity")
        if depth == "infinity" and self.settings.infinity == "refused":
            raise forbidden("PROPFIND with Depth infinity is not allowed")
        plan = self.properties.plan(request.body.all())
        uid = request.user.uid
        if self.settings.unavailable and self.settings.unavailable in names:
            raise Refusal(503, "Storage is temporarily not available", "Sabre\\DAV\\Exception\\ServiceUnavailable")
        with self.tree.guard:
            return self.properties.listing(plan, uid, self.find(uid, names), base, 0 if depth == "0" else 1)

    # -- conditions and rights

    def check(self, request, seen):
        """If-Match, If-None-Match, If-Unmodified-Since and If, before anything is changed."""
        if not self.settings.if_match:
            return
        headers = request.headers
        etag = seen.node.etag if seen else None
        if (wanted := headers.get("if-match")) and (not seen or not matches(wanted, etag)):
            raise precondition_failed("If-Match")
        if (unwanted := headers.get("if-none-match")) and request.method not in ("GET", "HEAD") and seen and matches(unwanted, etag):
            raise precondition_failed("If-None-Match")
        if condition := headers.get("if"):
            self.check_if(request, condition, seen)

    def check_if(self, request, condition, seen):
        """RFC 4918, 10.4: at least one of the lists has to hold."""
        holds = False
        for found in CONDITION.finditer(condition):
            of = seen
            if found["address"]:
                names = self.names_at(request, found["address"])
                of = self.tree.find(request.user.uid, names) if names is not None else None
            holds = holds or all(self.state_holds(state, of) for state in STATE.finditer(found["states"]))
        if not holds:
            raise precondition_failed("If")

    def state_holds(self, state, seen):
        if state["etag"] is not None:
            holds = bool(seen) and matches(state["etag"], seen.node.etag)
        else:
            holds = bool(seen and seen.node.lock and seen.node.lock.token == state["token"])
        return holds != bool(state["not"])

    def names_at(self, request, address):
        """The path of an address in the user's files; None if it is none."""
        path = unquote(urlsplit(address).path)
        for base in (f"/remote.php/dav/files/{request.user.uid}", "/remote.php/webdav"):
            if path == base or path.startswith(base + "/"):
                return steps(path[len(base):])
        return None

    def require(self, seen, right):
        if not seen.permissions & right:
            raise forbidden()

    def parent_of(self, request, names, makes_it=False):
        if not names:
            raise forbidden("The root cannot be changed")
        uid = request.user.uid
        parent = self.tree.find(uid, names[:-1])
        if not parent and makes_it:
            parent = self.tree.find(uid, [])
            for count in range(1, len(names)):
                known = self.tree.find(uid, names[:count])
                if not known:
                    self.require(parent, CREATE)
                    require_allowed(self.settings, names[count - 1])
                    self.new_folder(parent.node, names[count - 1])
                    known = self.tree.find(uid, names[:count])
                parent = known
        if not parent or not parent.node.is_folder:
            raise Refusal(409, "The parent node does not exist", "Sabre\\DAV\\Exception\\Conflict")
        return parent

    # -- writing

    def may_write(self, request, names):
        """Refuses what may not be written there; what is there now, and its folder."""
        parent = self.parent_of(request, names, request.headers.get("x-nc-webdav-automkcol") == "1")
        there = self.tree.find(request.user.uid, names)
        if there and there.node.is_folder:
            raise Refusal(409, "PUT is not allowed on folders", "Sabre\\DAV\\Exception\\Conflict")
        self.check(request, there)
        if there:
            self.require(there, UPDATE)
            self.cloud.locks.require_free(request, there.node)
        else:
            require_allowed(self.settings, names[-1])
            self.require(parent, CREATE)
        return there, parent

    def put(self, request, base, names):
        if "content-range" in request.headers:
            raise Refusal(400, "Content-Range is not allowed for PUT", "Sabre\\DAV\\Exception\\BadRequest")
        uid = request.user.uid
        with self.tree.guard:
            self.may_write(request, names)
            # Also what replaces something has to fit beside it.
            self.cloud.require_room(uid, int(request.headers.get("oc-total-length") or request.body.length or 0))
        aside = self.tree.temporary_path()
        try:
            with open(aside, "xb", buffering=0) as file:
                size = request.body.into(file)
            with self.tree.guard:
                return self.commit(request, names, aside, size)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(aside)

    def commit(self, request, names, aside, size):
        """Puts complete content in its place, and keeps what was there as a version."""
        modified = wrong = None
        try:
            modified = time_of(request)
        except Refusal as refusal:
            wrong = refusal                 # it is looked at when the content is there already
        there, parent = self.may_write(request, names)
        if there:
            node = there.node
            path = self.tree.path(node)
            if self.settings.versions and node.size:
                keep_version(self.tree, node, path)
            self.grow(node, size - node.size)
        else:
            node = self.tree.add(parent.node, names[-1], False, modified, size)
            path = self.tree.path(node)
        os.rename(aside, path)
        node.modified = int(time.time()) if modified is None else modified
        os.utime(path, (node.modified, node.modified))
        node.size, node.checksums = size, request.headers.get("oc-checksum")
        self.tree.touched(node)
        if wrong:
            raise wrong
        answer = Answer(204 if there else 201, headers={"OC-FileId": self.cloud.long_id(node)})
        if self.settings.put_etag:
            answer.headers["OC-ETag"] = answer.headers["ETag"] = f'"{node.etag}"'
        if modified is not None:
            answer.headers["X-OC-MTime"] = "accepted"
        return answer

    def grow(self, node, by):
        folder = node.parent
        while folder and by:
            folder.size += by
            folder = folder.parent

    def new_folder(self, parent, name, modified=None):
        node = self.tree.add(parent, name, True, modified)
        os.mkdir(self.tree.path(node))
        self.tree.touched(parent)
        return node

    def make_folder(self, request, base, names):
        if request.body.all().strip() and "xml" not in request.headers.get("content-type", ""):
            raise Refusal(415, "MKCOL takes no such body", "Sabre\\DAV\\Exception\\UnsupportedMediaType")
        with self.tree.guard:
            if self.tree.find(request.user.uid, names):
                raise Refusal(405, "The resource you tried to create already exists", "Sabre\\DAV\\Exception\\MethodNotAllowed")
            parent = self.parent_of(request, names, request.headers.get("x-nc-webdav-automkcol") == "1")
            self.require(parent, CREATE)
            require_allowed(self.settings, names[-1])
            modified = time_of(request)
            node = self.new_folder(parent.node, names[-1], modified)
            answer = Answer(201, headers={"OC-FileId": self.cloud.long_id(node)})
            if modified is not None:
                answer.headers["X-OC-MTime"] = "accepted"
            return answer

    def delete(self, request, base, names):
        with self.tree.guard:
            seen = self.find(request.user.uid, names)
            if not seen.parent:
                raise forbidden("The root cannot be deleted")
            self.check(request, seen)
            self.discard(request, seen)
            return Answer(204)

    def discard(self, request, seen):
        if seen.is_mount:
            if seen.mount.kind == "group":
                raise forbidden("A group folder cannot be deleted")
            self.cloud.shares.leave(seen.mount)
            return
        self.require(seen, DELETE)
        self.cloud.locks.require_free(request, seen.node)
        if self.settings.trash:
            self.cloud.trash.throw(request.user.uid, seen)
            return
        path = self.tree.path(seen.node)
        self.tree.take(seen.node)
        self.tree.forget(seen.node)
        remove(path)

    # -- moving and copying

    def destination(self, request):
        target = self.names_at(request, request.headers.get("destination", ""))
        if target is None:
            raise Refusal(400, "The destination is not among the files", "Sabre\\DAV\\Exception\\BadRequest")
        return target

    def make_way(self, request, seen, target):
        """Checks what is at the destination, and removes it where that is wanted; whether there was something."""
        if target == seen.names():
            raise forbidden("Source and destination are the same")
        if target[:len(seen.names())] == seen.names():
            raise Refusal(409, "A folder cannot lie in itself", "Sabre\\DAV\\Exception\\Conflict")
        there = self.tree.find(request.user.uid, target)
        if there and there.node is not seen.node:
            if request.headers.get("overwrite", "T").upper() == "F":
                raise Refusal(412, "The destination node already exists, and the overwrite header is set to false",
                              "Sabre\\DAV\\Exception\\PreconditionFailed")
            self.discard(request, there)
            return True
        return False

    def move(self, request, base, names):
        target = self.destination(request)
        with self.tree.guard:
            seen = self.find(request.user.uid, names)
            if not seen.parent or not target:
                raise forbidden("The root cannot be moved")
            self.check(request, seen)
            require_allowed(self.settings, target[-1])
            parent = self.parent_of(request, target)
            if seen.is_mount:
                return self.move_mount(request, seen, target, parent)
            stays = parent.node is seen.parent.node
            self.require(seen, UPDATE if stays else DELETE)
            if not stays:
                self.require(parent, CREATE)
            self.cloud.locks.require_free(request, seen.node)
            replaces = self.make_way(request, seen, target)
            self.tree.move(seen.node, parent.node, target[-1])
            return Answer(204 if replaces else 201, headers={"OC-FileId": self.cloud.long_id(seen.node), "OC-ETag": f'"{seen.node.etag}"', "ETag": f'"{seen.node.etag}"'})

    def move_mount(self, request, seen, target, parent):
        mount = seen.mount
        if mount.kind == "group" or parent.mount:
            raise forbidden("It cannot be moved there")
        replaces = self.make_way(request, seen, target)
        home = self.tree.homes[request.user.uid]
        home.unmount(mount)
        self.tree.touched(mount.parent)
        mount.parent, mount.name = parent.node, target[-1]
        home.mount(mount)
        self.tree.touched(mount.parent)
        return Answer(204 if replaces else 201)

    def copy(self, request, base, names):
        target = self.destination(request)
        with self.tree.guard:
            seen = self.find(request.user.uid, names)
            if not seen.parent or not target:
                raise forbidden("The root cannot be copied")
            self.require(seen, READ)
            require_allowed(self.settings, target[-1])
            parent = self.parent_of(request, target)
            self.require(parent, CREATE)
            self.cloud.require_room(request.user.uid, seen.node.size)
            replaces = self.make_way(request, seen, target)
            node = self.tree.copy(seen.node, parent.node, target[-1])
            if request.headers.get("depth") == "0" and node.is_folder:
                for child in list(node.children.values()):
                    self.tree.take(child)
                    self.tree.forget(child)
                path = Path(self.tree.path(node))
                shutil.rmtree(path)
                path.mkdir()
            self.tree.touched(node)
            return Answer(204 if replaces else 201, headers={"OC-FileId": self.cloud.long_id(node)})

    # -- PROPPATCH

    def proppatch(self, request, base, names):
        changes = parse(request.body.all())
        with self.tree.guard:
            uid = request.user.uid
            seen = self.find(uid, names)
            done, refused = [], []
            for action in changes:
                for prop in action.iterfind("{DAV:}prop"):
                    for each in prop:
                        value = each.text or "" if action.tag == "{DAV:}set" else None
                        (done if self.set_property(uid, seen, tag_of(each.tag), value) else refused).append(f"<{tag_of(each.tag)}/>")
            seen.node.cache = None
            address = f"{base}/{'/'.join(names)}"
            text = f"{BEGINNING}<d:response><d:href>{self.cloud.address(address)}</d:href>"
            for tags, status in ((done, "200 OK"), (refused, "403 Forbidden")):
                if tags:
                    text += f"<d:propstat><d:prop>{''.join(tags)}</d:prop><d:status>HTTP/1.1 {status}</d:status></d:propstat>"
            return answer_xml(text + "</d:response></d:multistatus>")

    def set_property(self, uid, seen, tag, value):
        node = seen.node
        if tag == "oc:favorite":
            favourites = (node.favourites or set()) - {uid}
            if value and value.strip() not in ("0", "false"):
                favourites.add(uid)
            node.favourites = favourites or None
            self.cloud.favourites.setdefault(uid, {}).pop(node.id, None)
            if uid in favourites:
                self.cloud.favourites[uid][node.id] = node
            return True
        if tag in ("d:lastmodified", "d:getlastmodified"):
            if not value or not seen.permissions & UPDATE:
                return False
            with contextlib.suppress(ValueError):
                modified = int(value) if value.isdecimal() else int(time.mktime(time.strptime(value, "%a, %d %b %Y %H:%M:%S GMT")) - time.timezone)
                self.tree.touched(node)
                node.modified = modified
                if not node.is_folder:
                    os.utime(self.tree.path(node), (modified, modified))
                return True
            return False
        if tag in self.properties.writers:
            return False
        kept = self.properties.dead.setdefault(node.id, {})
        if value is None:
            kept.pop(tag, None)
        else:
            kept[tag] = value.replace("&", "&amp;").replace("<", "&lt;")
        return True


def time_of(request):
    """X-OC-MTime, in seconds since 1970; the first day of all does not count."""
    said = request.headers.get("x-oc-mtime")
    if not said:
        return None
    try:
        modified = int(float(said))
    except ValueError:
        modified = 0
    if modified <= DAY:
        raise Refusal(500, "X-OC-MTime header must be a valid positive unix timestamp greater than one day", "InvalidArgumentException")
    return modified
