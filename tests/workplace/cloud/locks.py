# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locks on files, as the app files_lock keeps them (X-User-Lock) and as plain WebDAV does."""

import time
import uuid
from html import escape

from .properties import parse
from .tree import UPDATE
from .wire import Answer, Refusal

BY_USER, BY_APP, BY_TOKEN = 0, 1, 2
HALF_AN_HOUR = 30 * 60


class Lock:
    def __init__(self, uid, kind, timeout, name):
        self.uid, self.kind, self.timeout, self.name = uid, kind, timeout, name
        self.moment = int(time.time())
        self.token = f"files_lock/{uuid.uuid4()}" if kind != BY_TOKEN else f"opaquelocktoken:{uuid.uuid4()}"


class Locks:
    def __init__(self, cloud):
        self.cloud, self.tree = cloud, cloud.tree
        self.locked = set()

    def of(self, node):
        """The lock of a file, if it still holds."""
        lock = node.lock
        if lock and lock.timeout and lock.moment + lock.timeout < time.time():
            self.release(node)
            return None
        return lock

    def release(self, node):
        node.lock = node.cache = None
        self.locked.discard(node)

    def require_free(self, request, node):
        """Refuses what would change a file somebody else has locked, or one that lies in this folder."""
        for locked in list(self.locked):
            lock = self.of(locked)
            if not lock or not locked.lies_in(node):
                continue
            if lock.kind == BY_TOKEN and lock.token in request.headers.get("if", ""):
                continue
            if lock.uid == request.user.uid and lock.kind != BY_TOKEN:
                continue
            raise Refusal(423, f"{locked.name} is locked by {lock.name}", "OCA\\DAV\\Connector\\Sabre\\Exception\\FileLocked")

    def lock(self, request, base, names):
        if not self.cloud.settings.locking:
            raise Refusal(405, "There is no LOCK here", "Sabre\\DAV\\Exception\\MethodNotAllowed")
        body = request.body.all()
        with self.tree.guard:
            seen = self.cloud.files.find(request.user.uid, names)
            node = seen.node
            if node.is_folder or not seen.permissions & UPDATE:
                raise Refusal(403, "That cannot be locked", "Sabre\\DAV\\Exception\\Forbidden")
            kind = int(request.headers.get("x-user-lock-type") or 0) if "x-user-lock" in request.headers else BY_TOKEN
            there = self.of(node)
            if there and body and kind == BY_TOKEN and there.token not in request.headers.get("if", ""):
                raise self.refused(node)
            if there and there.uid != request.user.uid:
                raise self.refused(node)
            if not there or there.kind != kind:
                node.lock = Lock(request.user.uid, kind, self.timeout(request), self.owner(request, body))
                self.locked.add(node)
            node.lock.moment, node.cache = int(time.time()), None
            self.tree.told({request.user.uid}, [node.id])
            return self.answer(node)

    def owner(self, request, body):
        if body.strip():
            owner = parse(body).find("{DAV:}owner")
            said = "".join(owner.itertext()).strip() if owner is not None else ""
            if said:
                return said
        return request.user.name

    def timeout(self, request):
        said = request.headers.get("timeout", "").partition(",")[0].strip().lower()
        return int(said[7:]) if said.startswith("second-") and said[7:].isdecimal() else HALF_AN_HOUR

    def unlock(self, request, base, names):
        with self.tree.guard:
            seen = self.cloud.files.find(request.user.uid, names)
            lock = self.of(seen.node)
            if not lock:
                raise Refusal(412 if "x-user-lock" in request.headers else 409, "It is not locked", "OCA\\FilesLock\\Exceptions\\LockNotFoundException")
            if lock.uid != request.user.uid:
                raise self.refused(seen.node)
            self.release(seen.node)
            self.tree.told({request.user.uid}, [seen.node.id])
            if "x-user-lock" in request.headers:
                return self.answer(seen.node)
            return Answer(204)

    def refused(self, node):
        return Refusal(423, f"{node.name} is locked by {node.lock.name}", "OCA\\FilesLock\\Exceptions\\AlreadyLockedException", extra=self.state(node))

    def answer(self, node):
        text = (f'<?xml version="1.0"?>\n<d:prop xmlns:d="DAV:" xmlns:nc="http://nextcloud.org/ns"><d:lockdiscovery>{self.discovery(node)}</d:lockdiscovery>'
                f"{self.state(node)}</d:prop>")
        answer = Answer(200, text.encode(), "application/xml; charset=utf-8")
        if node.lock and node.lock.kind == BY_TOKEN:
            answer.headers["Lock-Token"] = f"<{node.lock.token}>"
        return answer

    def state(self, node):
        names = ("lock", "lock-owner", "lock-owner-displayname", "lock-owner-type", "lock-owner-editor", "lock-time", "lock-timeout", "lock-token")
        values = {name: self.property(name, node) for name in names}
        return "".join(f"<nc:{name}>{value}</nc:{name}>" for name, value in values.items() if value is not None)

    def property(self, name, node):
        lock = self.of(node)
        if not lock:
            return "" if name == "lock" else None
        return {"lock": "1", "lock-owner": escape(lock.uid) if lock.kind != BY_APP else "", "lock-owner-displayname": escape(lock.name), "lock-owner-type": str(lock.kind),
                "lock-owner-editor": escape(lock.uid) if lock.kind == BY_APP else "", "lock-time": str(lock.moment), "lock-timeout": str(lock.timeout),
                "lock-token": escape(lock.token)}[name]

    def discovery(self, node):
        lock = self.of(node)
        if not lock:
            return ""
        return ("<d:activelock><d:lockscope><d:exclusive/></d:lockscope><d:locktype><d:write/></d:locktype><d:depth>0</d:depth>"
                f"<d:owner>{escape(lock.name)}</d:owner><d:timeout>Second-{lock.timeout}</d:timeout>"
                f"<d:locktoken><d:href>{escape(lock.token)}</d:href></d:locktoken></d:activelock>")
