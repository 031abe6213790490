# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the server keeps: one tree of files and folders for everybody, and who sees which part of it where.

Names, numbers and ETags are in memory; content lies on disk below each home under the names that it has. All is
changed by one thread at a time (`Tree.guard`), and nothing that is done for a request looks at more than a path.
"""

import contextlib
import os
import random
import shutil
import threading
import time
from pathlib import Path

READ, UPDATE, CREATE, DELETE, SHARE, ALL = 1, 2, 4, 8, 16, 31


class Node:
    """A file or a folder, wherever it is seen."""

    __slots__ = ("cache", "checksums", "children", "created", "etag", "favourites", "home", "id", "lock", "modified", "mounts", "name", "parent",
                 "shares", "size", "versions")

    def __init__(self, number, name, parent, is_folder, modified, size=0):
        self.id, self.name, self.parent, self.children = number, name, parent, {} if is_folder else None
        self.modified, self.size, self.created = modified, size, modified
        self.etag = new_etag()
        self.checksums = self.lock = self.home = self.favourites = self.cache = None
        self.versions, self.mounts, self.shares = (), (), ()

    @property
    def is_folder(self):
        return self.children is not None

    def root(self):
        node = self
        while node.parent:
            node = node.parent
        return node

    def names(self):
        """From the root of the home downwards."""
        found, node = [], self
        while node.parent:
            found.append(node.name)
            node = node.parent
        return found[::-1]

    def lies_in(self, other):
        node = self
        while node and node is not other:
            node = node.parent
        return node is other

    def all(self):
        yield self
        for child in list((self.children or {}).values()):
            yield from child.all()


class Mount:
    """A folder or file of somebody else at a place in one's own tree."""

    def __init__(self, home, parent, name, node, permissions, kind, share=None):
        self.home, self.parent, self.name, self.node, self.permissions, self.kind, self.share = home, parent, name, node, permissions, kind, share


class Home:
    """What belongs to one user."""

    def __init__(self, uid, folder, root):
        self.uid, self.folder, self.root = uid, Path(folder), root
        self.mounts = {}                    # (number of the folder, name) -> Mount
        self.mounted_below = {}             # number of the folder -> {name: Mount}
        self.trash = {}                     # name in the trash -> Discarded
        root.home = self

    def path(self, node):
        return os.path.join(self.folder, "files", *node.names())

    def mount(self, mount):
        self.mounts[mount.parent.id, mount.name] = mount
        self.mounted_below.setdefault(mount.parent.id, {})[mount.name] = mount
        mount.node.mounts = (*mount.node.mounts, mount)

    def unmount(self, mount):
        self.mounts.pop((mount.parent.id, mount.name), None)
        self.mounted_below.get(mount.parent.id, {}).pop(mount.name, None)
        mount.node.mounts = tuple(other for other in mount.node.mounts if other is not mount)


class Seen:
    """A node as one user sees it: by what name, with which rights, and through which mount."""

    __slots__ = ("is_mount", "mount", "name", "node", "parent")

    def __init__(self, node, name, parent=None, mount=None, is_mount=False):
        self.node, self.name, self.parent, self.mount, self.is_mount = node, name, parent, mount, is_mount

    @property
    def permissions(self):
        return self.mount.permissions if self.mount else ALL

    def path(self):
        return "/" + "/".join(self.names())

    def names(self):
        found, seen = [], self
        while seen.parent:
            found.append(seen.name)
            seen = seen.parent
        return found[::-1]


class Tree:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.guard = threading.RLock()
        self.homes = {}
        self.nodes = {}
        self.last = 100
        self.told = lambda uids, numbers: None          # who is told of changes
        self.temporary = self.folder / "tmp"
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.mkdir(parents=True)
        (self.folder / "versions").mkdir(exist_ok=True)
        self.temporary_count = 0

    # -- finding

    def find(self, uid, names):
        """What somebody sees at a path; None if there is nothing."""
        home = self.homes.get(uid)
        if not home:
            return None
        seen = Seen(home.root, "")
        for name in names:
            seen = self.child(home, seen, name)
            if not seen:
                return None
        return seen

    def child(self, home, seen, name):
        if seen.node.children is None:
            return None
        mount = home.mounts.get((seen.node.id, name)) if home.mounts else None
        if mount:
            return Seen(mount.node, name, seen, mount, True)
        node = seen.node.children.get(name)
        return Seen(node, name, seen, seen.mount) if node else None

    def children(self, uid, seen):
        mount = seen.mount
        for node in list(seen.node.children.values()):
            yield Seen(node, node.name, seen, mount)
        home = self.homes[uid]
        for mount in list(home.mounted_below.get(seen.node.id, {}).values()):
            yield Seen(mount.node, mount.name, seen, mount, True)

    def seen_as(self, uid, node):
        """Where somebody sees a node, as a Seen; None if nowhere."""
        home, names, at = self.homes[uid], [], node
        while at:
            if at is home.root:
                return self.find(uid, names[::-1])
            mount = next((mount for mount in at.mounts if mount.home is home), None)
            if mount:
                names.append(mount.name)
                at = mount.parent
            else:
                names.append(at.name)
                at = at.parent
        return None

    def path(self, node):
        """Where the content lies on disk."""
        return node.root().home.path(node)

    # -- changing

    def add(self, parent, name, is_folder, modified=None, size=0, number=None):
        if number is None:
            self.last += 1
            number = self.last
        node = Node(number, name, parent, is_folder, int(time.time() if modified is None else modified), size)
        self.nodes[number] = node
        if parent:
            parent.children[name] = node
            grow(parent, size)
        return node

    def touched(self, node):
        """New ETags from here up to the roots of all who see it; they are told."""
        uids, stamp, now = set(), new_etag(), int(time.time())
        self._touch(node, stamp, now, uids)
        if node.children is None:
            node.etag = new_etag()
        self.told(uids, [node.id])

    def _touch(self, node, stamp, now, uids):
        while node:
            node.etag, node.cache = stamp, None
            if node.children is not None:
                node.modified = now
            for mount in node.mounts:
                self._touch(mount.parent, stamp, now, uids)
            if node.home:
                uids.add(node.home.uid)
            node = node.parent

    def take(self, node):
        """Out of its folder, but not out of the world; its content stays where it is."""
        parent = node.parent
        grow(parent, -node.size)
        parent.children.pop(node.name)
        self.touched(parent)
        node.parent = None

    def put(self, node, parent, name):
        node.parent, node.name = parent, name
        parent.children[name] = node
        grow(parent, node.size)
        node.cache = None
        self.touched(parent)

    def move(self, node, parent, name):
        """Also on disk; the number stays."""
        source = self.path(node)
        self.take(node)
        self.put(node, parent, name)
        os.rename(source, self.path(node))

    def forget(self, node):
        for each in node.all():
            self.nodes.pop(each.id, None)
            for mount in each.mounts:
                mount.home.unmount(mount)
                self.touched(mount.parent)

    def copy(self, node, parent, name):
        """A new node with new numbers; the content as well."""
        copied = self.add(parent, name, node.is_folder, node.modified, 0 if node.is_folder else node.size)
        copied.checksums = node.checksums
        target = self.path(copied)
        if node.is_folder:
            os.mkdir(target)
            for child in list(node.children.values()):
                self.copy(child, copied, child.name)
        else:
            shutil.copyfile(self.path(node), target)
            os.utime(target, (node.modified, node.modified))
        return copied

    def temporary_path(self):
        self.temporary_count += 1
        return os.path.join(self.temporary, str(self.temporary_count))

    # -- homes

    def add_home(self, uid):
        folder = self.folder / "data" / uid
        for part in ("files", "trash", "uploads"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        self.homes[uid] = Home(uid, folder, self.add(None, "", True))
        return self.homes[uid]

    def scan(self, home):
        """What lies on disk and is not known becomes known, and what is gone is forgotten; how much that was."""
        with self.guard:
            return self._scan(home.root, os.path.join(home.folder, "files"))

    def _scan(self, folder, path):
        changes, there = 0, set()
        with os.scandir(path) as entries:
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                if not is_folder and not entry.is_file(follow_symlinks=False):
                    continue
                there.add(entry.name)
                status = entry.stat(follow_symlinks=False)
                node = folder.children.get(entry.name)
                if node and node.is_folder != is_folder:
                    self.take(node)
                    self.forget(node)
                    node = None
                if not node:
                    node = self.add(folder, entry.name, is_folder, status.st_mtime, 0 if is_folder else status.st_size)
                    changes += 1
                elif not is_folder and (node.size, node.modified) != (status.st_size, int(status.st_mtime)):
                    grow(folder, status.st_size - node.size)
                    node.size, node.modified, node.checksums, node.etag, node.cache = status.st_size, int(status.st_mtime), None, new_etag(), None
                    changes += 1
                if is_folder:
                    changes += self._scan(node, entry.path)
        for name in [name for name in folder.children if name not in there]:
            node = folder.children[name]
            self.take(node)
            self.forget(node)
            changes += 1
        if changes:
            self.touched(folder)
        return changes


def grow(folder, by):
    while folder and by:
        folder.size += by
        folder.cache = None
        folder = folder.parent


def new_etag():
    return f"{random.getrandbits(128):032x}"


def remove(path):
    """From disk, whatever it is."""
    with contextlib.suppress(NotADirectoryError):
        shutil.rmtree(path)
        return
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
