# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The OCS side: /ocs/v1.php and /ocs/v2.php, in JSON or XML."""

from html import escape

from . import capabilities
from .wire import Answer, Refusal

APPS = "/apps/files_sharing/api/v1/"


class Ocs:
    def __init__(self, cloud):
        self.cloud = cloud

    def handle(self, request, path):
        if self.cloud.settings.maintenance:
            raise Refusal(503, "Service unavailable", headers={"X-Nextcloud-Maintenance-Mode": "1"})
        version, _, rest = path[5:].partition("/")
        rest = "/" + rest.rstrip("/")
        if version not in ("v1.php", "v2.php"):
            raise Refusal(404, "There is nothing here")
        if request.headers.get("ocs-apirequest", "").lower() != "true" and request.query.get("OCS-APIRequest") != "true":
            raise Refusal(412, "CSRF check failed")
        try:
            self.cloud.authenticate(request)
        except Refusal:
            # Wrong words are refused at once; whoever may not sign in this way is a stranger, and strangers see a little.
            is_stranger = "authorization" not in request.headers or self.cloud.recognise(request.headers["authorization"])
            if rest != "/cloud/capabilities" or not is_stranger:
                raise
            return self.answer(request, {"version": capabilities.version(), "capabilities": {
                name: value for name, value in capabilities.capabilities(self.cloud.settings, request.address).items() if name in ("core", "theming", "bruteforce")}})
        return self.answer(request, self.data(request, rest))

    def data(self, request, path):
        cloud = self.cloud
        if path == "/cloud/capabilities":
            return {"version": capabilities.version(), "capabilities": capabilities.capabilities(cloud.settings, request.address)}
        if path == "/cloud/user":
            return self.person(request.user)
        if path.startswith("/cloud/users/"):
            user = cloud.users.get(path[13:])
            if not user:
                raise Refusal(404, "User does not exist")
            return self.person(user)
        if path.startswith(APPS) and cloud.settings.sharing:
            return cloud.shares.data(request, path[len(APPS):])
        if path.startswith(("/apps/richdocuments/", "/apps/files/api/v1/")) and cloud.settings.office:
            return cloud.office.data(request, path)
        if path == "/core/getapppassword":
            return {"apppassword": cloud.login.make_password(request.user)}
        if path == "/core/apppassword" and request.method == "DELETE":
            cloud.login.revoke(request.headers.get("authorization", ""))
            return []
        if path == "/apps/user_status/api/v1/user_status":
            return {"userId": request.user.uid, "message": None, "icon": None, "status": "online"}
        raise Refusal(404, "Invalid query, please check the syntax. API specifications are here: http://www.freedesktop.org/wiki/Specifications/open-collaboration-services.")

    def person(self, user):
        used, available = self.cloud.tree.homes[user.uid].root.size, self.cloud.available(user.uid)
        quota = {"free": available if available >= 0 else 1 << 40, "used": used, "total": self.cloud.settings.quota or 1 << 40,
                 "relative": round(100 * used / self.cloud.settings.quota, 2) if self.cloud.settings.quota else 0, "quota": self.cloud.settings.quota or -3}
        return {"enabled": True, "id": user.uid, "display-name": user.name, "displayname": user.name, "email": user.logins[-1], "language": "de", "locale": "de_DE",
                "groups": user.groups, "quota": quota, "backend": "Database"}

    # -- how it is said

    def is_json(self, request):
        return request.query.get("format") == "json" or (request.query.get("format") != "xml" and "json" in request.headers.get("accept", ""))

    def answer(self, request, data, status=200, message="OK"):
        is_first = request.path.startswith("/ocs/v1")
        code = (100 if is_first else 200) if status == 200 else 997 if status == 401 else status
        meta = {"status": "ok" if status == 200 else "failure", "statuscode": code, "message": message}
        http = 200 if is_first and status not in (401, 412) else status
        if self.is_json(request):
            return Answer.of_json({"ocs": {"meta": meta, "data": data}}, http)
        text = f'<?xml version="1.0"?>\n<ocs>{self.xml({"meta": meta, "data": data})}</ocs>'
        return Answer(http, text.encode(), "application/xml; charset=utf-8")

    def refused(self, request, refusal):
        return self.answer(request, [], refusal.status, refusal.message)

    def xml(self, value):
        if isinstance(value, dict):
            return "".join(f"<{name}>{self.xml(each)}</{name}>" for name, each in value.items())
        if isinstance(value, list | tuple):
            return "".join(f"<element>{self.xml(each)}</element>" for each in value)
        if value is None or value is False:
            return ""
        return "1" if value is True else escape(str(value))
