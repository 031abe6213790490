# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Editing in the browser: addresses of documents (richdocuments, directEditing), templates, and a page in place of the office."""

import secrets
from html import escape

from .kinds import OFFICE, kind_of
from .names import require_allowed, steps
from .tree import CREATE
from .wire import Answer, Refusal

EDITORS = {"richdocuments": ("Nextcloud Office", OFFICE), "text": ("Nextcloud Text", ["text/markdown", "text/plain"])}
TEMPLATES = "Vorlagen"


class Office:
    def __init__(self, cloud):
        self.cloud, self.tree = cloud, cloud.tree
        self.tokens = {}                    # token -> (user, node)

    def data(self, request, path):
        with self.tree.guard:
            if path.startswith("/apps/richdocuments/api/v1/"):
                return self.richdocuments(request, path.removeprefix("/apps/richdocuments/api/v1/"))
            what = path.removeprefix("/apps/files/api/v1/")
            if what == "directEditing":
                return {"editors": {name: {"id": name, "name": title, "mimetypes": kinds, "optionalMimetypes": [], "secure": name != "text"}
                                    for name, (title, kinds) in EDITORS.items()}, "creators": {}}
            if what == "directEditing/open" and request.method == "POST":
                return {"url": self.open(request, "apps/files/directEditing")}
            if what == "templates":
                return self.templates(request)
            if what == "templates/create" and request.method == "POST":
                return self.create(request)
        raise Refusal(404, "There is nothing here")

    def richdocuments(self, request, what):
        if what == "document" and request.method == "POST":
            return {"url": self.open(request, "apps/richdocuments/direct")}
        if what.startswith("templates/"):
            return [{"id": node.id, "name": node.name, "preview": None, "type": "document", "extension": node.name.rpartition(".")[2]} for node in self.kept(request)]
        raise Refusal(404, "There is nothing here")

    def open(self, request, where):
        fields, uid = request.fields, request.user.uid
        number = str(fields.get("fileId") or "")
        if number.isdecimal():
            node = self.tree.nodes.get(int(number))
            seen = node and self.tree.seen_as(uid, node)
        else:
            seen = self.tree.find(uid, steps(fields.get("path", "")))
        if not seen or seen.node.is_folder:
            raise Refusal(404, "There is no such file")
        if "directEditing" in where and not any(kind_of(seen.name) in kinds for _, kinds in EDITORS.values()):
            raise Refusal(403, "")
        token = secrets.token_urlsafe(32)
        self.tokens[token] = (request.user, seen.node)
        return f"{request.address}/index.php/{where}/{token}"

    def handle(self, request, path):
        """The page itself; an address opens it once."""
        if path.startswith("/f/"):
            return Answer.of_page("Datei", "")
        user, node = self.tokens.pop(path.rpartition("/")[2], (None, None))
        if not node:
            return Answer.of_page("Der Link ist abgelaufen", "", 403)
        return Answer.of_page(node.name, f'<p>Hier schreibt {escape(user.name)}.</p><textarea aria-label="Dokument" rows="20" cols="80">{escape(node.name)}</textarea>')

    # -- templates

    def kept(self, request):
        seen = self.tree.find(request.user.uid, [TEMPLATES])
        return [node for node in seen.node.children.values() if not node.is_folder] if seen and seen.node.is_folder else []

    def templates(self, request):
        kinds = {"odt": ("Neues Dokument", "richdocuments"), "ods": ("Neue Tabelle", "richdocuments"), "md": ("Neue Textdatei", "text")}
        nodes = self.kept(request)
        return [{"app": app, "label": label, "extension": f".{ending}", "iconClass": None, "mimetypes": [kind_of(f"x.{ending}")], "ratio": 1, "actionLabel": label,
                 "templates": [{"templateType": "user", "templateId": str(node.id), "basename": node.name, "etag": node.etag, "fileid": node.id,
                                "filename": f"/{TEMPLATES}/{node.name}", "lastmod": node.modified, "mime": kind_of(node.name), "size": node.size, "type": "file",
                                "hasPreview": False, "previewUrl": None} for node in nodes if node.name.endswith(f".{ending}")]}
                for ending, (label, app) in kinds.items()]

    def create(self, request):
        fields, uid = request.fields, request.user.uid
        names = steps(fields.get("filePath", ""))
        parent = self.tree.find(uid, names[:-1])
        if not names or not parent or not parent.node.is_folder or not parent.permissions & CREATE:
            raise Refusal(403, "It cannot be made there")
        require_allowed(self.cloud.settings, names[-1])
        if self.tree.find(uid, names):
            raise Refusal(403, "File already exists")
        template = self.tree.find(uid, steps(fields.get("templatePath", ""))) if fields.get("templatePath") else None
        if template:
            node = self.tree.copy(template.node, parent.node, names[-1])
        else:
            node = self.tree.add(parent.node, names[-1], False)
            with open(self.tree.path(node), "xb"):
                pass
        self.tree.touched(node)
        return {"basename": node.name, "etag": node.etag, "fileid": node.id, "filename": "/" + "/".join(names), "lastmod": node.modified, "mime": kind_of(node.name),
                "size": node.size, "type": "file", "hasPreview": False, "permissions": parent.permissions}
