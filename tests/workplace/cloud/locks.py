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
        self.uid, self.kind, self.timeout, self.name = uid, kind, timeout, name       # no timeout: it stays
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
            if lock.uid == request.user.uid and lock.kind == BY_USER:
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
            self.cloud.files.check(request, seen)
            by_app = "x-user-lock" in request.headers
            kind = int(request.headers.get("x-user-lock-type") or 0) if by_app else BY_TOKEN
            there = self.of(node)
            if there and not by_app and body and there.token not in request.headers.get("if", ""):
                raise Refusal(423, f"{node.name} is locked by {there.name}", "Sabre\\DAV\\Exception\\ConflictingLock")
            if there and (there.kind != kind or there.uid != request.user.uid):
                return self.answer(node, 423)
            if there:
                there.moment, node.cache = int(time.time()), None
                return self.answer(node)
            node.lock = Lock(request.user.uid, kind, 0 if by_app else self.timeout(request), self.owner(request, body))
            self.locked.add(node)
            self.tree.touched(node)             # so that other clients notice; the content is as it was
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
            self.cloud.files.check(request, seen)
            lock = self.of(seen.node)
            by_app = "x-user-lock" in request.headers
            if not lock:
                if by_app:
                    return self.answer(seen.node, 412)
                raise Refusal(409, "It is not locked", "Sabre\\DAV\\Exception\\LockTokenMatchesRequestUri")
            if lock.uid != request.user.uid:
                return self.answer(seen.node, 423)
            self.release(seen.node)
            self.tree.touched(seen.node)
            return self.answer(seen.node) if by_app else Answer(204)

    def answer(self, node, status=200):
        """What the app says of a file after each attempt, also after one that failed; its ETag without quotes."""
        discovery = f"<d:lockdiscovery>{self.discovery(node)}</d:lockdiscovery>" if node.lock and node.lock.kind == BY_TOKEN else f"<d:getetag>{node.etag}</d:getetag>"
        text = f'<?xml version="1.0"?>\n<d:prop xmlns:d="DAV:" xmlns:nc="http://nextcloud.org/ns">{discovery}{self.state(node)}</d:prop>'
        answer = Answer(status, text.encode(), "application/xml; charset=utf-8")
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
