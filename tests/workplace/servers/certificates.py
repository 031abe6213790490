# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate authority of our own, one good server certificate, and three that a client must refuse."""

from .common import DOMAIN, BAD_CERTIFICATES, run

NAMES = f"DNS:localhost,DNS:*.{DOMAIN},DNS:{DOMAIN},IP:127.0.0.1,IP:::1"
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
LONG = ("-not_before", "20240101000000Z", "-not_after", "20490101000000Z")      # tests let the clock jump
SHORT = ("-not_before", "20230101000000Z", "-not_after", "20240101000000Z")


def make(workplace):
    """Returns the folder with ca.pem and, for each certificate, NAME.pem (with the chain) and server.key."""
    folder = workplace.path("tls")
    if (folder / "ready").exists():
        return folder
    authority(folder, "ca", "Bundesamt für Beispielwesen, Wurzelzertifikat")
    authority(folder, "other-ca", "Eine andere Wurzel")
    run("openssl", "req", *KEY, "-subj", f"/CN=mail.{DOMAIN}", "-keyout", folder / "server.key", "-out", folder / "server.csr")
    certificate(folder, "server", "ca", LONG, NAMES)
    certificate(folder, "expired", "ca", SHORT, NAMES + ",IP:" + BAD_CERTIFICATES["expired"])
    certificate(folder, "wrongname", "ca", LONG, "DNS:mail.anderswo.test")
    certificate(folder, "unknownca", "other-ca", LONG, NAMES + ",IP:" + BAD_CERTIFICATES["unknownca"])
    (folder / "ready").touch()
    return folder


def authority(folder, name, title):
    run("openssl", "req", "-x509", *KEY, *LONG, "-utf8", "-subj", f"/CN={title}",
        "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem")


def certificate(folder, name, issuer, validity, names):
    extensions = (f"subjectAltName={names}\nextendedKeyUsage=serverAuth\nkeyUsage=digitalSignature\n"
                  "basicConstraints=CA:FALSE\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n")
    (folder / f"{name}.ext").write_text(extensions)
    run("openssl", "x509", "-req", "-in", folder / "server.csr", "-CA", folder / f"{issuer}.pem",
        "-CAkey", folder / f"{issuer}.key", *validity, "-extfile", folder / f"{name}.ext", "-out", folder / f"{name}.crt")
    (folder / f"{name}.pem").write_bytes((folder / f"{name}.crt").read_bytes() + (folder / f"{issuer}.pem").read_bytes())
