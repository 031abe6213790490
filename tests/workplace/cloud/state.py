# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to outlive the process: written when the server is told to end, read when it starts, and held against the disk."""

import json
import os

from .locks import Lock
from .shares import Share
from .trash import Discarded
from .tree import Node
from .versions import Version

FILE = "state.json"


def save(cloud):
    tree = cloud.tree
    with tree.guard:
        shares = [{**vars(share), "node": share.node.id} for share in cloud.shares.all.values()]
        mounts = [[mount.home.uid, mount.parent.id, mount.name, mount.share.number] for home in tree.homes.values() for mount in home.mounts.values() if mount.share]
        said = {"last": tree.last, "lastShare": cloud.shares.last, "homes": {uid: rows(home.root) for uid, home in tree.homes.items()},
                "trash": {uid: [[each.name, each.place, each.moment, each.by, rows(each.node)] for each in home.trash.values()] for uid, home in tree.homes.items()},
                "shares": shares, "mounts": mounts, "dead": {str(number): tags for number, tags in cloud.properties.dead.items()},
                "passwords": cloud.login.passwords, "wipe": [sorted(cloud.login.to_wipe), sorted(cloud.login.wiped)]}
    aside = tree.folder / f"{FILE}.new"
    aside.write_text(json.dumps(said))
    os.replace(aside, tree.folder / FILE)


def rows(node):
    """A node and what lies in it, as plain values."""
    lock = node.lock and vars(node.lock)
    row = [node.id, node.name, node.etag, node.modified, node.created, node.size, node.checksums, sorted(node.favourites or ()),
           [vars(version) for version in node.versions], lock]
    return [*row, [rows(child) for child in node.children.values()] if node.is_folder else None]


def load(cloud):
    """Returns whether there was anything."""
    tree = cloud.tree
    try:
        said = json.loads((tree.folder / FILE).read_text())
    except (OSError, ValueError):
        return False
    tree.last, cloud.shares.last = said["last"], said["lastShare"]
    for uid, row in said["homes"].items():
        home = tree.homes.get(uid) or tree.add_home(uid)
        tree.nodes.pop(home.root.id, None)
        home.root = read(cloud, row, None)
        home.root.home = home
        for name, place, moment, by, node in said["trash"].get(uid, []):
            home.trash[name] = Discarded(read(cloud, node, None), name, place, moment, by)
    for values in said["shares"]:
        node = tree.nodes.get(values["node"])
        if node:
            share = Share(values["number"], values["kind"], values["owner"], node, values["to"], values["permissions"])
            vars(share).update({**values, "node": node})
            cloud.shares.begin_again(share, [mount for mount in said["mounts"] if mount[3] == share.number])
    cloud.properties.dead = {int(number): tags for number, tags in said["dead"].items()}
    cloud.login.passwords = said["passwords"]
    cloud.login.to_wipe, cloud.login.wiped = set(said["wipe"][0]), set(said["wipe"][1])
    return True


def read(cloud, row, parent):
    number, name, etag, modified, created, size, checksums, favourites, versions, lock, children = row
    node = Node(number, name, parent, children is not None, modified, size)
    node.etag, node.created, node.checksums = etag, created, checksums
    cloud.tree.nodes[number] = node
    if parent:
        parent.children[name] = node
    for uid in favourites:
        node.favourites = {*(node.favourites or ()), uid}
        cloud.favourites.setdefault(uid, {})[number] = node
    if versions:
        node.versions = tuple(Version(each["moment"], each["size"], each["etag"], each["label"]) for each in versions)
    if lock:
        node.lock = Lock(lock["uid"], lock["kind"], lock["timeout"], lock["name"])
        vars(node.lock).update(lock)
        cloud.locks.locked.add(node)
    for child in children or ():
        read(cloud, child, node)
    return node
