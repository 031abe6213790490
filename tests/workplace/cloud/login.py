# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How programs get passwords of their own (login flow, second version), and what becomes of those that are to be wiped."""

import base64
import secrets
from html import escape

from .wire import Answer, Refusal


class Login:
    def __init__(self, cloud):
        self.cloud = cloud
        self.passwords = {}                 # password of a program -> uid
        self.to_wipe, self.wiped = set(), set()
        self.flows = {}                     # token for polling -> [token of the page, what was granted]

    def user_of(self, password):
        uid = self.passwords.get(password)
        return self.cloud.users.get(uid) if uid and password not in self.to_wipe else None

    def make_password(self, user):
        password = "-".join(secrets.token_urlsafe(8)[:5] for _ in range(5))
        self.passwords[password] = user.uid
        return password

    def revoke(self, authorization):
        password = base64.b64decode(authorization.partition(" ")[2]).decode().partition(":")[2]
        self.passwords.pop(password, None)
        self.cloud.known.clear()

    def mark_for_wipe(self, uid, token):
        """From now on these passwords open nothing, and who asks is told to wipe; also the ordinary one of a user."""
        user = self.cloud.users.get(uid) or self.cloud.names.get((uid or "").lower())
        marked = [password for password, owner in self.passwords.items() if password == token or (user and owner == user.uid)]
        if user:
            marked.append(user.password)
        self.to_wipe.update(marked)
        self.cloud.known.clear()
        return marked

    def handle(self, request, path):
        if path == "/core/wipe/check":
            if request.fields.get("token") in self.to_wipe:
                return Answer.of_json({"wipe": True})
            return Answer.of_json([], 404)
        if path == "/core/wipe/success":
            token = request.fields.get("token")
            if token not in self.to_wipe:
                return Answer.of_json([], 404)
            self.wiped.add(token)
            self.passwords.pop(token, None)
            return Answer.of_json([])
        if path == "/login/v2" and request.method == "POST":
            return self.begin(request)
        if path == "/login/v2/poll" and request.method == "POST":
            return self.poll(request)
        if path.startswith("/login/v2/flow/"):
            return self.page(request, path.rpartition("/")[2])
        raise Refusal(404, "There is nothing here")

    def begin(self, request):
        poll, page = secrets.token_urlsafe(48), secrets.token_urlsafe(48)
        self.flows[poll] = [page, None]
        address = f"{request.address}/index.php/login/v2"
        return Answer.of_json({"poll": {"token": poll, "endpoint": f"{address}/poll"}, "login": f"{address}/flow/{page}"})

    def poll(self, request):
        flow = self.flows.get(request.fields.get("token"))
        if not flow or not flow[1]:
            return Answer.of_json([], 404)
        self.flows.pop(request.fields["token"])
        return Answer.of_json({"server": request.address, **flow[1]})

    def page(self, request, token):
        flow = next((each for each in self.flows.values() if each[0] == token), None)
        if not flow:
            return Answer.of_page("Anmeldung abgelaufen", "", 404)
        if request.method == "POST":
            name = request.fields.get("user", "")
            user = self.cloud.user_with(name, request.fields.get("password", ""))
            if not user:
                return Answer.of_page("Falsches Passwort", "", 403)
            flow[1] = {"loginName": name, "appPassword": self.make_password(user)}
            return Answer.of_page("Konto verbunden", "<p>Dieses Fenster kann geschlossen werden.</p>")
        form = (f'<form method="post" action="{escape(request.path)}"><label>Benutzer <input name="user"></label> '
                '<label>Passwort <input name="password" type="password"></label> <button>Zugriff gewähren</button></form>')
        return Answer.of_page("Konto verbinden", form)
