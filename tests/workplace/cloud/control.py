# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests tell the server beside the protocol, below /-/ and without signing in; the server listens on loopback only."""

import json

from .wire import Answer, Refusal


class Control:
    def __init__(self, cloud):
        self.cloud = cloud

    def handle(self, request, what):
        cloud = self.cloud
        if what == "settings" and request.method == "POST":
            try:
                cloud.settings.update(json.loads(request.body.all()))
            except (ValueError, AttributeError) as problem:
                raise Refusal(400, str(problem)) from None
            return Answer.of_json({})
        if what == "faults" and request.method == "POST":
            cloud.settings.faults.append(json.loads(request.body.all()))
            return Answer.of_json({})
        if what == "requests":
            said = [line for line in list(cloud.requests) if " /-/" not in line]
            if request.method == "DELETE":
                cloud.requests.clear()
            return Answer.of_json(said)
        if what == "scan" and request.method == "POST":
            return Answer.of_json({"changes": sum(cloud.tree.scan(home) for home in list(cloud.tree.homes.values()))})
        if what == "wipe" and request.method == "POST":
            fields = json.loads(request.body.all())
            return Answer.of_json({"tokens": cloud.login.mark_for_wipe(fields.get("user"), fields.get("token"))})
        raise Refusal(404, "There is nothing here")
