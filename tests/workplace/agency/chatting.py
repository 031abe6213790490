# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speaks to Synapse as anybody and, for what is said in rooms, at any moment."""

import http.client
import itertools
import json
import threading
from urllib.parse import quote, urlencode

from servers.common import DOMAIN, HOST, Failure
from servers.synapse import SECRET

TEXT, DAY = "m.room.message", 86400


def identity(login):
    return f"@{login}:{DOMAIN}"


class Chat:
    """The client-server API with the token of the filling service; may be used by several threads at once."""

    def __init__(self, port):
        self.port = port
        self.count = 0
        self.numbers = itertools.count()
        self.kept = threading.local()

    def ask(self, method, path, login, body=None, kind="application/json", **query):
        query = urlencode({"user_id": identity(login), **query})
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        for attempt in (1, 2):                  # a connection that was kept may be closed by now
            if not getattr(self.kept, "connection", None):
                self.kept.connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
            try:
                self.kept.connection.request(method, f"/_matrix/{path}?{query}", data, {"Authorization": f"Bearer {SECRET}-filling", "Content-Type": kind})
                answer = self.kept.connection.getresponse()
                said = answer.read()
                break
            except (ConnectionError, http.client.HTTPException):
                self.kept.connection.close()
                self.kept.connection = None
                if attempt == 2:
                    raise
        if answer.status >= 400:
            raise Failure(f"Synapse answered {answer.status} to {method} {path} of {login}: {said[:300].decode(errors='replace')}")
        return json.loads(said)

    def room(self, login, name="", members=(), state=(), **more):
        """A new room, in which the members are already."""
        body = {"preset": "private_chat", "invite": [identity(member) for member in members], "initial_state": list(state), **more}
        if name:
            body["name"] = name
        room = self.ask("POST", "client/v3/createRoom", login, body)["room_id"]
        for member in members:
            self.ask("POST", f"client/v3/join/{quote(room)}", member, {})
        return room

    def say(self, room, login, content, when, kind=TEXT):
        """The id of the event; when is in seconds since 1970."""
        self.count += 1
        if isinstance(content, str):
            content = {"msgtype": "m.text", "body": content}
        path = f"client/v3/rooms/{quote(room)}/send/{kind}/fill-{next(self.numbers)}-{int(when * 1000)}"
        return self.ask("PUT", path, login, content, ts=int(when * 1000))["event_id"]

    def state(self, room, login, kind, content, key="", when=None):
        return self.ask("PUT", f"client/v3/rooms/{quote(room)}/state/{kind}/{quote(key)}", login, content, **({} if when is None else {"ts": int(when * 1000)}))["event_id"]

    def react(self, room, login, event, key, when):
        return self.say(room, login, {"m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": key}}, when, "m.reaction")

    def upload(self, login, content, kind, name):
        return self.ask("POST", "media/v3/upload", login, content, kind, filename=name)["content_uri"]

    def read(self, room, login, event):
        self.ask("POST", f"client/v3/rooms/{quote(room)}/read_markers", login, {"m.fully_read": event, "m.read": event})

    def tag(self, room, login, tag, order):
        self.ask("PUT", f"client/v3/user/{quote(identity(login))}/rooms/{quote(room)}/tags/{tag}", login, {"order": order})

    def keep(self, login, kind, content):
        self.ask("PUT", f"client/v3/user/{quote(identity(login))}/account_data/{kind}", login, content)
