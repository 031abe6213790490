# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Older versions of files: /remote.php/dav/versions/UID/versions/NUMBER/TIME; they come back by MOVE to restore/target."""

import os
import time
from email.utils import formatdate
from html import escape

from .kinds import kind_of
from .names import normal
from .properties import BEGINNING, answer_xml, parse
from .tree import UPDATE
from .wire import Answer, Refusal


class Version:
    def __init__(self, moment, size, etag, label=""):
        self.moment, self.size, self.etag, self.label = moment, size, etag, label


def version_path(tree, node, moment):
    return os.path.join(tree.folder, "versions", f"{node.id}.v{moment}")


def free_moment(node):
    """The time of the content, or a little later if another version has that already."""
    moment = node.modified
    while any(version.moment == moment for version in node.versions):
        moment += 1
    return moment


def keep_version(tree, node, path):
    """What is in the file now becomes a version, named by the time of its content."""
    moment = free_moment(node)
    os.rename(path, version_path(tree, node, moment))
    node.versions = (*node.versions, Version(moment, node.size, node.etag))


class Versions:
    def __init__(self, cloud):
        self.cloud, self.tree = cloud, cloud.tree

    def handle(self, request, base, names):
        if not self.cloud.settings.versions or not names or names[0] not in ("versions", "restore"):
            raise Refusal(404, "There are no versions here", "Sabre\\DAV\\Exception\\NotFound")
        with self.tree.guard:
            node = self.tree.nodes.get(int(names[1])) if len(names) > 1 and names[1].isdecimal() else None
            seen = node and self.tree.seen_as(request.user.uid, node)
            if not seen or node.is_folder:
                raise Refusal(404, "There is no such file", "Sabre\\DAV\\Exception\\NotFound")
            if len(names) == 2:
                if request.method != "PROPFIND":
                    raise Refusal(405, "Only listing is possible", "Sabre\\DAV\\Exception\\MethodNotAllowed")
                return self.listing(base, node, request.headers.get("depth", "1"))
            version = next((each for each in node.versions if str(each.moment) == names[2]), None)
            if not version:
                raise Refusal(404, "There is no such version", "Sabre\\DAV\\Exception\\NotFound")
            return self.one(request, base, seen, version)

    def one(self, request, base, seen, version):
        node = seen.node
        path = version_path(self.tree, node, version.moment)
        if request.method in ("GET", "HEAD"):
            return Answer.of_file(path, request, version.etag, version.moment, kind_of(node.name))
        if request.method == "PROPFIND":
            return self.listing(base, node, "0", version)
        if not seen.permissions & UPDATE:
            raise Refusal(403, "The file may not be changed", "Sabre\\DAV\\Exception\\Forbidden")
        if request.method == "DELETE":
            os.unlink(path)
            node.versions = tuple(each for each in node.versions if each is not version)
            return Answer(204)
        if request.method == "PROPPATCH":
            label = parse(request.body.all()).find(".//{http://nextcloud.org/ns}version-label")
            version.label = normal(label.text or "") if label is not None else version.label
            return answer_xml(f"{BEGINNING}<d:response><d:href>{base}/versions/{node.id}/{version.moment}</d:href><d:propstat><d:prop><nc:version-label/>"
                              "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>")
        if request.method in ("MOVE", "COPY") and "/restore/" in request.headers.get("destination", ""):
            self.cloud.locks.require_free(request, node)
            self.restore(node, version)
            return Answer(201)
        raise Refusal(405, f"There is no {request.method} here", "Sabre\\DAV\\Exception\\MethodNotAllowed")

    def restore(self, node, version):
        path = self.tree.path(node)
        node.versions = tuple(each for each in node.versions if each is not version)
        aside = self.tree.temporary_path()
        os.rename(version_path(self.tree, node, version.moment), aside)
        if node.size:
            keep_version(self.tree, node, path)
        os.rename(aside, path)
        self.cloud.files.grow(node, version.size - node.size)
        node.size, node.modified, node.checksums = version.size, int(time.time()), None
        os.utime(path, (node.modified, node.modified))
        self.tree.touched(node)

    def listing(self, base, node, depth, only=None):
        address = f"{base}/versions/{node.id}"
        text = BEGINNING
        if not only:
            text += response(f"{address}/", "<d:resourcetype><d:collection/></d:resourcetype>")
        versions = [only] if only else [] if depth == "0" else [Version(free_moment(node), node.size, node.etag), *reversed(node.versions)]
        for version in versions:
            text += response(f"{address}/{version.moment}",
                             f"<d:resourcetype/><d:getcontentlength>{version.size}</d:getcontentlength><d:getcontenttype>{kind_of(node.name)}</d:getcontenttype>"
                             f"<d:getlastmodified>{formatdate(version.moment, usegmt=True)}</d:getlastmodified><d:getetag>&quot;{version.etag}&quot;</d:getetag>"
                             f"<nc:version-label>{escape(version.label)}</nc:version-label><nc:has-preview>false</nc:has-preview>"
                             f"<nc:version-author>{escape(node.root().home.uid)}</nc:version-author>")
        return answer_xml(text + "</d:multistatus>")


def response(address, properties):
    return (f"<d:response><d:href>{address}</d:href><d:propstat><d:prop>{properties}</d:prop>"
            "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>")


