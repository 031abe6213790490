# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shares with people, groups and by link (OCS), who can be asked for them, and what a link shows."""

import secrets
import string
import time
from datetime import date

from .kinds import has_preview, kind_of
from .names import steps
from .tree import ALL, CREATE, DELETE, READ, SHARE, Mount
from .wire import Answer, Refusal

WITH_USER, WITH_GROUP, BY_LINK = 0, 1, 3
LETTERS = string.ascii_letters + string.digits
TOKEN_LENGTH = 15


class Share:
    def __init__(self, number, kind, owner, node, to, permissions):
        self.number, self.kind, self.owner, self.node, self.to, self.permissions = number, kind, owner, node, to, permissions
        self.expires = self.note = self.label = self.password = ""
        self.hides_download = False
        self.moment = int(time.time())
        self.token = "".join(secrets.choice(LETTERS) for _ in range(TOKEN_LENGTH)) if kind == BY_LINK else ""


def is_yes(value):
    return str(value).lower() in ("1", "true", "yes")


class Shares:
    def __init__(self, cloud):
        self.cloud, self.tree = cloud, cloud.tree
        self.all, self.last = {}, 0
        self.public = PublicLinks(self)

    def data(self, request, path):
        if path in ("sharees", "sharees_recommended"):
            return self.sharees(request, path)
        if path == "shares":
            with self.tree.guard:
                return self.list(request) if request.method == "GET" else self.create(request)
        if path.startswith("shares/") and path[7:].isdecimal():
            return self.one(request, int(path[7:]))
        raise Refusal(404, "There is nothing here")

    # -- reading

    def list(self, request):
        uid, query = request.user.uid, request.query
        if is_yes(query.get("shared_with_me", "")):
            return [self.said(share, uid, self.tree.seen_as(uid, share.node)) for share in self.all.values() if uid in self.receivers(share)]
        if "path" not in query:
            return [self.said(share, uid) for share in self.all.values() if share.owner == uid]
        seen = self.tree.find(uid, steps(query["path"]))
        if not seen:
            raise Refusal(404, "Wrong path, file/folder does not exist")
        if is_yes(query.get("subfiles", "")):
            if not seen.node.is_folder:
                raise Refusal(400, "Not a directory")
            nodes = [child.node for child in self.tree.children(uid, seen)]
        else:
            nodes = [seen.node]
        others = is_yes(query.get("reshares", ""))
        return [self.said(share, uid) for node in nodes for share in node.shares if share.owner == uid or others]

    def one(self, request, number):
        share, uid = self.all.get(number), request.user.uid
        if not share or (share.owner != uid and uid not in self.receivers(share)):
            raise Refusal(404, "Wrong share ID, share does not exist")
        with self.tree.guard:
            if request.method == "GET":
                return [self.said(share, uid)]
            if request.method == "PUT":
                return self.change(request, share)
            if request.method == "DELETE":
                if share.owner == uid:
                    self.end(share)
                else:
                    for mount in [each for each in share.node.mounts if each.share is share and each.home.uid == uid]:
                        self.leave(mount)
                return []
        raise Refusal(405, f"There is no {request.method} here")

    def said(self, share, uid, seen=None):
        node = share.node
        seen = seen or self.tree.seen_as(uid, node) or self.tree.seen_as(share.owner, node)
        owner = self.cloud.display_name(share.owner)
        file_owner = node.root().home.uid
        said = {
            "id": str(share.number), "share_type": share.kind, "uid_owner": share.owner, "displayname_owner": owner, "permissions": share.permissions,
            "can_edit": share.owner == uid, "can_delete": True, "stime": share.moment, "parent": None,
            "expiration": f"{share.expires} 00:00:00" if share.expires else None, "token": share.token or None, "uid_file_owner": file_owner,
            "displayname_file_owner": self.cloud.display_name(file_owner), "note": share.note, "label": share.label, "path": seen.path(),
            "item_type": "folder" if node.is_folder else "file", "item_permissions": seen.permissions,
            "mimetype": "httpd/unix-directory" if node.is_folder else kind_of(node.name),
            "has_preview": not node.is_folder and has_preview(node.name), "storage_id": f"home::{file_owner}", "storage": 1, "item_source": node.id,
            "file_source": node.id, "file_parent": node.parent.id if node.parent else 0, "file_target": "/" + self.target(share, uid), "item_size": node.size,
            "item_mtime": node.modified, "mail_send": 0, "hide_download": int(share.hides_download), "attributes": None, "is-mount-root": seen.is_mount, "mount-type": ""}
        if share.kind == BY_LINK:
            said.update({"share_with": "redacted" if share.password else None, "password": "redacted" if share.password else None,
                         "share_with_displayname": "(Freigegebener Link)", "send_password_by_talk": False, "url": self.url(share)})
        else:
            name = self.cloud.display_name(share.to)
            said.update({"share_with": share.to, "share_with_displayname": name, "share_with_displayname_unique": name, "status": []})
        return said

    def target(self, share, uid):
        mount = next((each for each in share.node.mounts if each.share is share and each.home.uid == uid), None)
        return mount.name if mount else share.node.name

    def url(self, share):
        return f"{self.cloud.home_address}/index.php/s/{share.token}"

    def receivers(self, share):
        if share.kind == WITH_USER:
            return [share.to]
        if share.kind == WITH_GROUP:
            return [user.uid for user in self.cloud.users.values() if share.to in user.groups and user.uid != share.owner]
        return []

    # -- making and changing

    def create(self, request):
        if request.method != "POST":
            raise Refusal(405, f"There is no {request.method} here")
        fields, uid = request.fields, request.user.uid
        path = fields.get("path")
        if not path:
            raise Refusal(404, "Please specify a file or folder path")
        seen = self.tree.find(uid, steps(path))
        if not seen or not seen.parent:
            raise Refusal(404, "Wrong path, file/folder does not exist")
        kind = int(fields.get("shareType", -1))
        if kind not in (WITH_USER, WITH_GROUP, BY_LINK):
            raise Refusal(400, "Unknown share type")
        if not seen.permissions & SHARE:
            raise Refusal(403, f"You are not allowed to share {seen.path()}")
        to = fields.get("shareWith", "") if kind != BY_LINK else ""
        if kind == WITH_USER and (to not in self.cloud.users or to == uid):
            raise Refusal(404, "Please specify a valid account to share with")
        if kind == WITH_GROUP and to not in self.cloud.groups:
            raise Refusal(404, "Please specify a valid group")
        if kind != BY_LINK and any(share.to == to and share.kind == kind for share in seen.node.shares):
            raise Refusal(403, f"Sharing {seen.name} failed, because this item is already shared with the account {self.cloud.display_name(to)}")
        wanted = READ if kind == BY_LINK else ALL & seen.permissions
        if kind == BY_LINK and is_yes(fields.get("publicUpload", "")):
            wanted = ALL & ~SHARE
        permissions = self.allowed(seen, kind, int(fields.get("permissions") or wanted))
        self.last += 1
        share = Share(self.last, kind, uid, seen.node, to, permissions)
        self.fill(share, fields)
        self.begin(share)
        return self.said(share, uid, seen)

    def allowed(self, seen, kind, permissions):
        if permissions & ~ALL or not permissions & (READ | CREATE):
            raise Refusal(400, "Invalid permissions")
        if not seen.node.is_folder:
            permissions &= ~(CREATE | DELETE)
        if kind == BY_LINK:
            permissions &= ~SHARE
        if permissions & ~seen.permissions:
            raise Refusal(404, "Cannot increase permissions")
        return permissions

    def fill(self, share, fields):
        """What may be said when a share is made and later; what is wrong is refused before anything is taken over."""
        expires = fields.get("expireDate")
        if expires:
            try:
                day = date.fromisoformat(str(expires)[:10])
            except ValueError:
                raise Refusal(404, "Invalid date, date format must be YYYY-MM-DD") from None
            if day < date.today():      # noqa: DTZ011 - the server's own day counts
                raise Refusal(404, "Expiration date is in the past")
            expires = day.isoformat()
        password = fields.get("password")
        if password and share.kind == BY_LINK and len(password) < self.cloud.settings.password_length:
            raise Refusal(403, f"Password needs to be at least {self.cloud.settings.password_length} characters long.")
        if expires is not None:
            share.expires = expires
        if password is not None:
            share.password = password
        for name in ("note", "label"):
            if name in fields:
                setattr(share, name, fields[name])
        if "hideDownload" in fields:
            share.hides_download = is_yes(fields["hideDownload"])

    def change(self, request, share):
        if share.owner != request.user.uid:
            raise Refusal(403, "You are not allowed to edit this share")
        fields = request.fields
        seen = self.tree.seen_as(share.owner, share.node)
        self.fill(share, fields)
        wanted = fields.get("permissions")
        if share.kind == BY_LINK and "publicUpload" in fields and not wanted:
            wanted = ALL & ~SHARE if is_yes(fields["publicUpload"]) else READ
        if wanted:
            share.permissions = self.allowed(seen, share.kind, int(wanted))
            for mount in share.node.mounts:
                if mount.share is share:
                    mount.permissions = share.permissions
                    self.tree.touched(mount.parent)
        return self.said(share, request.user.uid)

    def begin(self, share):
        """From now on those it is for see it in their own root."""
        self.all[share.number] = share
        share.node.shares = (*share.node.shares, share)
        share.node.cache = None
        for uid in self.receivers(share):
            home = self.tree.homes[uid]
            name, stem, number = share.node.name, share.node.name, 2
            while name in home.root.children or (home.root.id, name) in home.mounts:
                name = f"{stem} ({number})"
                number += 1
            home.mount(Mount(home, home.root, name, share.node, share.permissions, "shared", share))
            self.tree.touched(home.root)

    def begin_again(self, share, mounts):
        """As it was before the server was started anew."""
        self.all[share.number] = share
        share.node.shares = (*share.node.shares, share)
        for uid, parent, name, _ in mounts:
            home, folder = self.tree.homes[uid], self.tree.nodes.get(parent)
            if folder:
                home.mount(Mount(home, folder, name, share.node, share.permissions, "shared", share))

    def end(self, share):
        self.all.pop(share.number, None)
        share.node.shares = tuple(each for each in share.node.shares if each is not share)
        share.node.cache = None
        for mount in [each for each in share.node.mounts if each.share is share]:
            mount.home.unmount(mount)
            self.tree.touched(mount.parent)

    def leave(self, mount):
        """Somebody does not want to see it any more."""
        mount.home.unmount(mount)
        self.tree.touched(mount.parent)
        if mount.share and mount.share.kind == WITH_USER:
            self.end(mount.share)

    def forget(self, node):
        """The file is gone or in the trash: so are its shares."""
        for share in node.shares:
            self.all.pop(share.number, None)
        node.shares = ()

    # -- whom one may share with

    def sharees(self, request, path):
        words = request.query.get("search", "").lower() if path == "sharees" else ""
        people = [user for user in self.cloud.users.values()
                  if user is not request.user and (words in user.name.lower() or any(words in login for login in (user.uid, *user.logins)))]
        groups = [group for group in self.cloud.groups if words in group.lower()]
        found = {"exact": {kind: [] for kind in ("users", "groups", "remotes", "emails", "circles")},
                 "users": [], "groups": [], "remotes": [], "emails": [], "circles": [], "lookup": [], "lookupEnabled": False}
        for user in people:
            is_exact = words in (user.name.lower(), user.uid, *user.logins)
            (found["exact"]["users"] if is_exact else found["users"]).append(
                {"label": user.name, "subline": user.logins[-1], "icon": "icon-user", "value": {"shareType": WITH_USER, "shareWith": user.uid},
                 "shareWithDisplayNameUnique": user.logins[-1], "status": []})
        for group in groups:
            (found["exact"]["groups"] if group.lower() == words else found["groups"]).append({"label": group, "value": {"shareType": WITH_GROUP, "shareWith": group}})
        limit = int(request.query.get("perPage") or request.query.get("limit") or 25)
        found["users"], found["groups"] = found["users"][:limit], found["groups"][:limit]
        return found


class PublicLinks:
    """/s/TOKEN: what somebody sees who got a link."""

    def __init__(self, shares):
        self.shares = shares

    def handle(self, request, path):
        token, _, rest = path[3:].partition("/")
        share = next((each for each in self.shares.all.values() if each.token and each.token == token), None)
        if not share or (share.expires and share.expires < date.today().isoformat()):       # noqa: DTZ011
            return Answer.of_page("Datei nicht gefunden", "<p>Diese Freigabe gibt es nicht mehr.</p>", 404)
        if share.password and not secrets.compare_digest(request.fields.get("password", "").encode(), share.password.encode()):
            form = '<form method="post"><label>Passwort <input type="password" name="password"></label><button>Öffnen</button></form>'
            return Answer.of_page("Diese Freigabe ist geschützt", form, 200 if request.method == "GET" else 403)
        with self.shares.tree.guard:
            node = share.node
            if rest == "download" and not node.is_folder and share.permissions & READ:
                return Answer.of_file(self.shares.tree.path(node), request, node.etag, node.modified, kind_of(node.name))
            return Answer.of_page(node.name, f"<p>Freigegeben von {self.shares.cloud.display_name(share.owner)}.</p>")
