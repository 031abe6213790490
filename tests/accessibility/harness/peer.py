# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other person in a chat: the foreign client, told what to do."""

import json
import urllib.error
import urllib.request


class Peer:
    """Commands as tests/workplace/README.md lists them; each answers with what the client says."""

    def __init__(self, url):
        self.url = url.rstrip("/")

    def tell(self, command, **order):
        request = urllib.request.Request(f"{self.url}/{command}", json.dumps(order).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{command}: {error.read().decode()}") from error

    def room(self, **wanted):
        """Makes an encrypted room, or what is wanted instead."""
        return self.tell("createRoom", **{"encrypted": True, **wanted})["room"]

    def says(self, room, text, **more):
        return self.tell("send", room=room, text=text, **more)["event"]

    def sees(self, room, **wanted):
        """Waits for an event; what it is."""
        return self.tell("wait", room=room, **wanted)
