# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""SEARCH (RFC 5323) in the files of one user, and the REPORT that finds favourites."""

import fnmatch
import time
from datetime import datetime
from urllib.parse import unquote, urlsplit

from .names import steps
from .kinds import kind_of
from .properties import parse, quoted, tag_of
from .wire import Answer, Refusal

D, OC = "{DAV:}", "{http://owncloud.org/ns}"


class Search:
    def __init__(self, cloud):
        self.cloud, self.tree, self.properties = cloud, cloud.tree, cloud.properties

    def handle(self, request):
        """SEARCH /remote.php/dav/ with a basicsearch."""
        if not self.cloud.settings.search:
            raise Refusal(405, "There is no SEARCH here", "Sabre\\DAV\\Exception\\MethodNotAllowed")
        asked = parse(request.body.all()).find(f"{D}basicsearch")
        if asked is None:
            raise Refusal(400, "Only basicsearch is known", "Sabre\\DAV\\Exception\\BadRequest")
        uid = request.user.uid
        plan = self.plan(asked.find(f"{D}select/{D}prop"))
        scope = asked.findtext(f"{D}from/{D}scope/{D}href", "")
        path = unquote(urlsplit(scope).path).removeprefix("/remote.php/dav")
        base = f"/files/{uid}"
        if path != base and not path.startswith(base + "/"):
            raise Refusal(400, "The scope is not among the files", "Sabre\\DAV\\Exception\\BadRequest")
        condition = asked.find(f"{D}where")
        condition = condition[0] if condition is not None and len(condition) else None
        limit = int(asked.findtext(f"{D}limit/{D}nresults", "0") or 0)
        first = int(asked.findtext(f"{D}limit/{{https://github.com/icewind1991/SearchDAV/ns}}firstresult", "0") or 0)
        with self.tree.guard:
            start = self.tree.find(uid, steps(path[len(base):]))
            if not start:
                raise Refusal(404, "There is no such folder", "Sabre\\DAV\\Exception\\NotFound")
            found = [seen for seen in self.walk(uid, start) if condition is None or self.holds(condition, uid, seen)]
            for order in reversed(asked.findall(f"{D}orderby/{D}order")):
                name = tag_of(order.find(f"{D}prop")[0].tag)
                found.sort(key=lambda seen, name=name: self.value(name, uid, seen), reverse=order.find(f"{D}descending") is not None)
            found = found[first:first + limit] if limit else found[first:]
            return self.answer(plan, uid, found)

    def report(self, request, base, names):
        asked = parse(request.body.all())
        if asked.tag != f"{OC}filter-files":
            raise Refusal(415, "That report is not known", "Sabre\\DAV\\Exception\\ReportNotSupported")
        uid = request.user.uid
        with self.tree.guard:
            found = []
            if asked.findtext(f"{OC}filter-rules/{OC}favorite", "").strip() == "1":
                scope = self.tree.find(uid, names)
                for node in list(self.cloud.favourites.get(uid, {}).values()):
                    seen = self.tree.seen_as(uid, node)
                    if seen and scope and seen.names()[:len(names)] == names:
                        found.append(seen)
            return self.answer(self.plan(asked.find(f"{D}prop")), uid, found, "")

    def plan(self, prop):
        names = [tag_of(each.tag) for each in prop] if prop is not None else ["d:getetag"]
        key = ("search", *names)
        if key not in self.properties.plans:
            self.properties.plans[key] = tuple((name, self.properties.writers.get(name)) for name in names)
        return self.properties.plans[key]

    def answer(self, plan, uid, found, slash="/"):
        """Behind folders SEARCH writes a slash, and REPORT none."""
        base = f"/remote.php/dav/files/{quoted([uid])}"
        if not found:
            return Answer(207, b'<?xml version="1.0"?>\n<d:multistatus xmlns:d="DAV:"/>', "application/xml; charset=utf-8")
        return self.properties.multistatus(plan, uid, [(f"{base}/{quoted(seen.names())}{slash if seen.node.is_folder else ''}", seen) for seen in found])

    def walk(self, uid, seen):
        for child in self.tree.children(uid, seen) if seen.node.is_folder else ():
            yield child
            if child.node.is_folder:
                yield from self.walk(uid, child)

    # -- conditions

    def holds(self, condition, uid, seen):
        kind = condition.tag.removeprefix(D)
        if kind in ("and", "or"):
            results = (self.holds(each, uid, seen) for each in condition)
            return all(results) if kind == "and" else any(results)
        if kind == "not":
            return not self.holds(condition[0], uid, seen)
        if kind == "is-collection":
            return seen.node.is_folder
        prop = condition.find(f"{D}prop")
        literal = condition.findtext(f"{D}literal", "")
        if prop is None or not len(prop):
            raise Refusal(400, f"{kind} needs a property", "Sabre\\DAV\\Exception\\BadRequest")
        value = self.value(tag_of(prop[0].tag), uid, seen)
        if kind == "like":
            pattern = literal.lower().replace("[", "[[]").replace("*", "[*]").replace("?", "[?]").replace("%", "*").replace("_", "?")
            return fnmatch.fnmatchcase(str(value).lower(), pattern)
        if isinstance(value, int):
            literal = number(literal)
        return {"eq": value == literal, "gt": value > literal, "gte": value >= literal, "lt": value < literal, "lte": value <= literal}.get(kind, False)

    def value(self, name, uid, seen):
        node = seen.node
        if name == "d:getlastmodified":
            return node.modified
        if name in ("oc:size", "d:getcontentlength"):
            return node.size
        if name in ("oc:fileid", "oc:id"):
            return node.id
        if name == "oc:favorite":
            return int(uid in (node.favourites or ()))
        if name == "d:displayname":
            return seen.name
        if name == "d:getcontenttype":
            return "httpd/unix-directory" if node.is_folder else kind_of(seen.name)
        return ""


def number(text):
    for read in (int, lambda text: int(datetime.fromisoformat(text).timestamp()),
                 lambda text: int(time.mktime(time.strptime(text, "%a, %d %b %Y %H:%M:%S GMT")) - time.timezone)):
        try:
            return read(text)
        except ValueError:
            continue
    return {"yes": 1, "true": 1}.get(text.lower(), 0)
