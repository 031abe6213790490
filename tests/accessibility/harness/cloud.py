# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies on the cloud, seen by another client."""

import base64
import json
import urllib.error
import urllib.parse
import urllib.request
from xml.etree import ElementTree


class Cloud:
    """The files of one person. Paths have no slash at the beginning."""

    def __init__(self, address, user, password):
        self.address = address.rstrip("/")
        self.authorization = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self.files = f"/remote.php/dav/files/{self.ocs('/ocs/v2.php/cloud/user')['id']}/"

    def ask(self, method, path, body=None, **headers):
        request = urllib.request.Request(self.address + path, data=body, method=method,
                                         headers={"Authorization": self.authorization, **{name.replace("_", "-"): value for name, value in headers.items()}})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()

    def ocs(self, path):
        return json.loads(self.ask("GET", path + "?format=json", OCS_APIRequest="true"))["ocs"]["data"]

    def put(self, path, text):
        self.ask("PUT", self.files + urllib.parse.quote(path), text.encode())

    def has(self, path):
        try:
            self.ask("PROPFIND", self.files + urllib.parse.quote(path), Depth="0")
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return False
            raise
        return True

    def get(self, path):
        return self.ask("GET", self.files + urllib.parse.quote(path)).decode()

    def property(self, path, name):
        """One of ownCloud's, such as favorite."""
        body = f'<propfind xmlns="DAV:" xmlns:o="http://owncloud.org/ns"><prop><o:{name}/></prop></propfind>'
        answer = ElementTree.fromstring(self.ask("PROPFIND", self.files + urllib.parse.quote(path), body.encode(), Depth="0", Content_Type="application/xml"))
        return next((node.text or "" for node in answer.iter(f"{{http://owncloud.org/ns}}{name}")), "")

    def shares(self, path):
        return [share for share in self.ocs("/ocs/v2.php/apps/files_sharing/api/v1/shares") if share["path"] == "/" + path]
