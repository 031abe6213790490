# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An OpenID Connect provider (npm oidc-provider) with everybody's passwords: for Synapse's single sign-on and the Matrix OAuth API."""

import json
import ssl
from pathlib import Path

from . import node
from .common import DOMAIN, PEOPLE, answers_http, password
from .synapse import SECRET

PROGRAM = Path(__file__).resolve().parents[1] / "oidc/main.mjs"
CLIENT_SECRET = "kontor-oidc"           # between two servers on loopback


def start(workplace, tls, options):
    folder = workplace.path("oidc")
    port = workplace.port("oidc")
    workplace.require_free("oidc")
    (folder / "settings.json").write_text(json.dumps({
        "port": port, "certificate": str(tls / "server.pem"), "key": str(tls / "server.key"), "keys": str(folder / "keys.json"), "domain": DOMAIN,
        "people": [{"login": login, "name": name, "password": password(login)} for login, name, _ in PEOPLE], "auto": options.auto_sign_in or "",
        "synapse": {"secret": CLIENT_SECRET, "redirect": f"https://localhost:{workplace.port('synapse-tls')}/_synapse/client/oidc/callback"},
        "oauth": {"secret": SECRET, "url": f"http://localhost:{workplace.port('synapse-oauth')}"}, "lifetime": options.chat_token_lifetime}))
    context = ssl.create_default_context(cafile=tls / "ca.pem")
    node.start(workplace, "oidc", PROGRAM, [folder / "settings.json"], lambda: answers_http(port, context))
    workplace.description["oidc"] = {"url": f"https://localhost:{port}/", "secret": CLIENT_SECRET}
