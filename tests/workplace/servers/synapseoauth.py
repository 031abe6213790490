# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second Synapse, with the Matrix OAuth API: signing in is the provider's business (oidc.py)."""

from . import synapse
from .common import Failure


def start(workplace, tls, options):
    if "oidc" not in workplace.processes():
        raise Failure("synapse-oauth needs the server oidc; name it first")
    synapse.run(workplace, tls, options, "synapse-oauth", synapse.OAUTH.substitute(issuer=workplace.description["oidc"]["url"], secret=synapse.SECRET))
