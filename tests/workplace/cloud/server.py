# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server as a whole: who somebody is, which part answers which address, and what is said when something is refused."""

import base64
import binascii
import collections
import secrets
import sys
import time
import traceback
from html import escape
from urllib.parse import quote

from . import capabilities
from .control import Control
from .faults import Faults
from .files import Files
from .locks import Locks
from .login import Login
from .names import steps
from .ocs import Ocs
from .office import Office
from .previews import Previews
from .properties import Properties, answer_xml
from .push import Push
from .search import Search
from .shares import Shares
from .trash import Trash
from .tree import ALL, Mount
from .uploads import Uploads
from .versions import Versions, response
from .wire import Answer, Gone, Listener, Refusal

CHALLENGE = {"WWW-Authenticate": 'Basic realm="Nextcloud", charset="UTF-8"'}
MAINTENANCE = {"X-Nextcloud-Maintenance-Mode": "1", "Retry-After": "120"}
REMEMBERED = 200_000


class User:
    def __init__(self, uid, logins, password, name, groups):
        self.uid, self.logins, self.password, self.name, self.groups = uid, logins, password, name, groups


class Cloud(Listener):
    def __init__(self, tree, settings, users, host, port, tls):
        super().__init__(host, port, tls)
        self.tree, self.settings = tree, settings
        self.users = {user.uid: user for user in users}
        self.names = {login.lower(): user for user in users for login in (user.uid, *user.logins)}
        self.groups = sorted({group for user in users for group in user.groups})
        self.known = {}                     # header -> user
        self.favourites = {}                # uid -> {number: node}
        self.instance = "ockontortest"
        self.fingerprint = ""
        self.home_address = f"{'https' if tls else 'http'}://localhost:{port}"
        self.requests = collections.deque(maxlen=REMEMBERED)
        self.locks = Locks(self)
        self.properties = Properties(self)
        self.search = Search(self)
        self.files = Files(self)
        self.uploads, self.trash, self.versions = Uploads(self), Trash(self), Versions(self)
        self.shares, self.login, self.office = Shares(self), Login(self), Office(self)
        self.previews, self.push = Previews(self), Push(self)
        self.ocs, self.control, self.faults = Ocs(self), Control(self), Faults(self)
        tree.told = self.push.tell
        for user in users:
            if user.uid not in tree.homes:
                tree.add_home(user.uid)

    def add_group_folder(self, name, permissions=ALL):
        """A folder of nobody, which everybody sees; kept as a home of its own."""
        uid = f"__{name}"
        home = self.tree.homes.get(uid) or self.tree.add_home(uid)
        for user in self.users.values():
            own = self.tree.homes[user.uid]
            own.mount(Mount(own, own.root, name, home.root, permissions, "group"))

    # -- what the parts ask

    def long_id(self, node):
        return f"{node.id:08d}{self.instance}"

    def display_name(self, uid):
        user = self.users.get(uid)
        return user.name if user else uid.removeprefix("__")

    def name_of(self, somebody):
        return self.display_name(somebody)

    def address(self, path):
        return quote(path, safe="/()")

    def available(self, uid):
        if not self.settings.quota:
            return -3
        return max(0, self.settings.quota - self.tree.homes[uid].root.size)

    def require_room(self, uid, more):
        if self.settings.quota and more > self.available(uid):
            raise Refusal(507, f"{more} bytes are too many, {self.available(uid)} are left", "Sabre\\DAV\\Exception\\InsufficientStorage")

    # -- who

    def authenticate(self, request):
        said = request.headers.get("authorization", "")
        self.require_program(request, said)
        user = self.known.get(said)
        if not user:
            user = self.recognise(said)
            if not user:
                raise Refusal(401, "No public access to this resource., Username or password was incorrect", "Sabre\\DAV\\Exception\\NotAuthenticated", CHALLENGE)
            self.known[said] = user
        request.user = user

    def require_program(self, request, said):
        """Whoever has a second factor signs in with a password that was made for the program; WebDAV says so, OCS does not."""
        if self.settings.passwords != "programs" or not said.lower().startswith("basic "):
            return
        user = self.recognise(said)
        if not user or base64.b64decode(said[6:]).decode().partition(":")[2] != user.password:
            return
        if request.path.startswith("/ocs/"):
            raise Refusal(401, "Current user is not logged in")
        raise Refusal(401, "", "OCA\\DAV\\Connector\\Sabre\\Exception\\PasswordLoginForbidden", CHALLENGE,
                      '<o:hint xmlns:o="o:">password login forbidden</o:hint>')

    def recognise(self, said):
        kind, _, value = said.partition(" ")
        if kind.lower() == "bearer":
            return self.login.user_of(value)
        if kind.lower() != "basic":
            return None
        try:
            name, _, password = base64.b64decode(value).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        return self.user_with(name, password)

    def user_with(self, name, password):
        user = self.names.get(name.lower())
        if password in self.login.to_wipe:
            return None
        if user and secrets.compare_digest(password.encode(), user.password.encode()):
            return user
        return user if user and self.login.user_of(password) is user else None

    # -- answering

    def handle(self, request):
        self.requests.append(f"{request.method} {request.target}")
        if self.settings.delay:
            time.sleep(self.settings.delay)
        try:
            return self.faults.around(request, self.route) if self.settings.faults and not request.path.startswith("/-/") else self.route(request)
        except Refusal as refusal:
            return self.refused(request, refusal)
        except (Gone, OSError) as problem:
            if isinstance(problem, Gone | ConnectionError | TimeoutError):
                raise Gone from None
            return self.failed(request, problem)
        except Exception as problem:        # noqa: BLE001 - a server goes on
            return self.failed(request, problem)

    def failed(self, request, problem):
        traceback.print_exc(file=sys.stderr)
        return self.refused(request, Refusal(500, str(problem), type(problem).__name__))

    def refused(self, request, refusal):
        if request.path.startswith("/ocs/"):
            answer = self.ocs.refused(request, refusal)
        elif request.path.startswith("/remote.php/"):
            answer = answer_xml('<?xml version="1.0" encoding="utf-8"?>\n<d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns" xmlns:nc="http://nextcloud.org/ns">'
                                f"<s:exception>{escape(refusal.kind)}</s:exception><s:message>{escape(refusal.message)}</s:message>{refusal.extra}</d:error>", refusal.status)
        else:
            answer = Answer.of_json({"message": refusal.message}, refusal.status)
        answer.headers.update(refusal.headers)
        return answer

    def route(self, request):
        path = request.path
        if path.startswith("/remote.php/"):
            return self.dav(request, path)
        if path.startswith("/-/"):
            return self.control.handle(request, path[3:])
        if path.startswith("/ocs/"):
            return self.ocs.handle(request, path)
        if path == "/status.php":
            return self.status(request)
        if self.settings.maintenance:
            answer = Answer.of_page("Wartungsmodus", "<p>Diese Instanz befindet sich im Wartungsmodus.</p>", 503)
            answer.headers.update(MAINTENANCE)
            return answer
        path = path.removeprefix("/index.php")
        for beginning, part in (("/core/preview", self.previews), ("/login/", self.login), ("/core/wipe/", self.login), ("/s/", self.shares.public),
                                ("/apps/notify_push/", self.push), ("/apps/files/directEditing/", self.office), ("/apps/richdocuments/", self.office),
                                ("/f/", self.office)):
            if path.startswith(beginning):
                return part.handle(request, path)
        if path in ("", "/"):
            return Answer.of_page("Wolke des Bundesamts für Beispielwesen", "<p>Ein Server zum Ausprobieren.</p>")
        raise Refusal(404, "There is nothing here")

    def status(self, request):
        if self.settings.status == "absent":
            raise Refusal(404, "There is nothing here")
        if self.settings.status == "hidden":
            self.authenticate(request)
        return Answer.of_json(capabilities.status(self.settings))

    def dav(self, request, path):
        if self.settings.maintenance:
            raise Refusal(503, "Das System befindet sich im Wartungsmodus.", "OCA\\DAV\\Exception\\ServerMaintenanceMode")      # and no header says so here
        self.authenticate(request)
        if self.settings.terms != "accepted" and request.method in ("PROPFIND", "PROPPATCH", "GET", "POST", "PUT", "DELETE", "MKCOL", "MOVE", "COPY", "REPORT"):
            raise Refusal(403, "Terms of service not signed!", "OCA\\TermsOfService\\TermsNotSignedException")
        uid = request.user.uid
        if path.startswith("/remote.php/webdav"):
            return self.files.handle(request, "/remote.php/webdav", steps(path[18:]))
        if not path.startswith("/remote.php/dav"):
            raise Refusal(404, "Path not found.", "Sabre\\DAV\\Exception\\NotFound")
        names = steps(path[15:])
        if request.method == "SEARCH":
            return self.search.handle(request)
        if len(names) < 2:
            return self.outline(request, names)
        if names[0] == "principals":
            return self.principal(request, names)
        part = {"files": self.files, "uploads": self.uploads, "trashbin": self.trash, "versions": self.versions}.get(names[0])
        if not part or names[1] != uid:
            raise Refusal(404 if not part else 403, f"{path} is not yours", "Sabre\\DAV\\Exception\\Forbidden" if part else "Sabre\\DAV\\Exception\\NotFound")
        return part.handle(request, f"/remote.php/dav/{names[0]}/{quote(uid)}", names[2:])

    def outline(self, request, names):
        """What lies above the user's parts: enough to find out who one is."""
        if request.method == "OPTIONS":
            return self.files.options(request, "", names)
        if request.method != "PROPFIND" or (names and names[0] not in ("files", "principals", "uploads", "trashbin", "versions")):
            raise Refusal(405, "Only listing is possible", "Sabre\\DAV\\Exception\\MethodNotAllowed")
        principal = f"<d:href>/remote.php/dav/principals/users/{quote(request.user.uid)}/</d:href>"
        return answer_xml('<?xml version="1.0"?>\n<d:multistatus xmlns:d="DAV:">' +
                          response("/remote.php/dav/" + "".join(f"{name}/" for name in names),
                                   f"<d:resourcetype><d:collection/></d:resourcetype><d:current-user-principal>{principal}</d:current-user-principal>") +
                          "</d:multistatus>")

    def principal(self, request, names):
        user = self.users.get(names[-1])
        if request.method != "PROPFIND" or not user:
            raise Refusal(404, "There is no such principal", "Sabre\\DAV\\Exception\\NotFound")
        return answer_xml('<?xml version="1.0"?>\n<d:multistatus xmlns:d="DAV:">' +
                          response(f"/remote.php/dav/principals/users/{quote(user.uid)}/",
                                   f"<d:resourcetype><d:principal/></d:resourcetype><d:displayname>{escape(user.name)}</d:displayname>") + "</d:multistatus>")

    def upgrade(self, connection, request):
        self.requests.append(f"{request.method} {request.target}")
        self.push.upgrade(connection, request)
