# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on purpose: what a test wants to go wrong, how often, and whether the request is done before it does.

{"method": "PUT", "path": "Bericht", "status": 500, "times": 1, "done": false, "close": false, "delay": 0, "headers": {}}
"""

import time

from .wire import Gone, Refusal


class Faults:
    def __init__(self, cloud):
        self.settings = cloud.settings

    def around(self, request, route):
        fault = next((each for each in self.settings.faults if self.fits(each, request)), None)
        if not fault:
            return route(request)
        if "times" in fault:
            fault["times"] -= 1
            if fault["times"] <= 0:
                self.settings.faults.remove(fault)
        answer = None
        if fault.get("done") or not (fault.get("status") or fault.get("close")):
            answer = route(request)
        time.sleep(fault.get("delay", 0))
        if fault.get("close"):
            raise Gone
        if fault.get("status"):
            if answer and answer.file:
                answer.file.close()
            raise Refusal(fault["status"], fault.get("message", "A fault on purpose"), "Kontor\\Fault", fault.get("headers"))
        return answer

    def fits(self, fault, request):
        return fault.get("method", request.method) == request.method and fault.get("path", "") in request.path
