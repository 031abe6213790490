# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uploads in pieces, second version: a folder below /remote.php/dav/uploads/UID/, pieces in it, and MOVE of its ".file"."""

import contextlib
import os
import re
import shutil

from .properties import BEGINNING, answer_xml, quoted
from .versions import response
from .wire import Answer, Refusal

PIECE = 1024 * 1024


def missing(what):
    return Refusal(404, what, "Sabre\\DAV\\Exception\\NotFound")


class Uploads:
    def __init__(self, cloud):
        self.cloud, self.tree = cloud, cloud.tree

    def handle(self, request, base, names):
        if not self.cloud.settings.chunking:
            raise missing("There are no uploads in pieces")
        home = self.tree.homes[request.user.uid]
        if not names or len(names) > 2 or any(not re.fullmatch(r"[\w.-]+", name, re.ASCII) or name == ".." for name in names):
            if request.method == "PROPFIND" and not names:
                return answer_xml(f"{BEGINNING}{response(f'{base}/', '<d:resourcetype><d:collection/></d:resourcetype>')}</d:multistatus>")
            raise Refusal(400, "That is no upload", "Sabre\\DAV\\Exception\\BadRequest")
        folder = os.path.join(home.folder, "uploads", names[0])
        if len(names) == 1:
            return self.upload(request, base, names, folder)
        if not os.path.isdir(folder):
            raise missing("There is no such upload")
        if names[1] == ".file":
            if request.method == "MOVE":
                return self.finish(request, folder)
            raise missing("The file is there when all of it is")
        return self.piece(request, os.path.join(folder, names[1]), names[1])

    def upload(self, request, base, names, folder):
        if request.method == "MKCOL":
            if os.path.isdir(folder):
                raise Refusal(405, "There is such an upload already", "Sabre\\DAV\\Exception\\MethodNotAllowed")
            if destination := request.headers.get("destination"):
                self.require_place(request, destination)
            self.cloud.require_room(request.user.uid, int(request.headers.get("oc-total-length") or 0))
            os.mkdir(folder)
            return Answer(201)
        if not os.path.isdir(folder):
            raise missing("There is no such upload")
        if request.method == "PROPFIND":
            address = f"{base}/{quoted(names)}"
            text = BEGINNING + response(f"{address}/", "<d:resourcetype><d:collection/></d:resourcetype>")
            for name in self.pieces(folder) if request.headers.get("depth", "1") != "0" else []:
                size = os.path.getsize(os.path.join(folder, name))
                text += response(f"{address}/{name}", f"<d:resourcetype/><d:getcontentlength>{size}</d:getcontentlength><oc:size>{size}</oc:size>")
            return answer_xml(text + "</d:multistatus>")
        if request.method == "DELETE":
            shutil.rmtree(folder)
            return Answer(204)
        raise Refusal(405, f"There is no {request.method} here", "Sabre\\DAV\\Exception\\MethodNotAllowed")

    def require_place(self, request, destination):
        if self.cloud.files.names_at(request, destination) is None:
            raise Refusal(400, "The destination is not among the files", "Sabre\\DAV\\Exception\\BadRequest")

    def pieces(self, folder):
        """In the order in which they make the file; only complete ones."""
        return sorted((name for name in os.listdir(folder) if not name.endswith(".part")), key=lambda name: (int(name) if name.isdecimal() else 0, name))

    def piece(self, request, path, name):
        if request.method == "DELETE":
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
                return Answer(204)
            raise missing("There is no such piece")
        if request.method != "PUT":
            raise Refusal(405, f"There is no {request.method} here", "Sabre\\DAV\\Exception\\MethodNotAllowed")
        if "destination" in request.headers and not (name.isdecimal() and 1 <= int(name) <= 10000):
            raise Refusal(400, "Invalid chunk name, must be numeric between 1 and 10000", "Sabre\\DAV\\Exception\\BadRequest")
        self.cloud.require_room(request.user.uid, int(request.headers.get("oc-total-length") or request.body.length or 0))
        aside = f"{path}.{id(request)}.part"
        try:
            with open(aside, "xb", buffering=0) as file:
                request.body.into(file)
            is_new = not os.path.exists(path)
            os.rename(aside, path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(aside)
        return Answer(201 if is_new else 204, headers={"OC-ETag": f'"{os.path.getsize(path):x}"'})

    def finish(self, request, folder):
        """Joins the pieces: the first one grows, so that no more is copied than needed."""
        names = self.cloud.files.names_at(request, request.headers.get("destination", ""))
        if not names:
            raise Refusal(400, "The destination is not among the files", "Sabre\\DAV\\Exception\\BadRequest")
        pieces = [os.path.join(folder, name) for name in self.pieces(folder)]
        size = sum(map(os.path.getsize, pieces))
        total = request.headers.get("oc-total-length")
        if total and int(total) != size:
            raise Refusal(400, f"Chunks on server do not sum up to {total} but to {size} bytes", "Sabre\\DAV\\Exception\\BadRequest")
        with self.tree.guard:
            self.cloud.files.may_write(request, names)
            self.cloud.require_room(request.user.uid, size)
        aside = self.tree.temporary_path()
        try:
            self.join(pieces, aside)
            with self.tree.guard:
                answer = self.cloud.files.commit(request, names, aside, size)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(aside)
            raise
        shutil.rmtree(folder, ignore_errors=True)
        return answer

    def join(self, pieces, aside):
        with open(aside, "xb", buffering=0) as whole:
            for piece in pieces:
                with open(piece, "rb", buffering=0) as part:
                    left = os.fstat(part.fileno()).st_size
                    while left:
                        left -= os.copy_file_range(part.fileno(), whole.fileno(), left)
