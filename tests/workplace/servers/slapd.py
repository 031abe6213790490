# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenLDAP: the directory of the agency, 240 people and its rooms, to be read by everybody, also without signing in.

A search without paging yields 200 entries at most and then says that the limit was reached.
"""

import base64
import shutil
import subprocess
from string import Template

from .common import DOMAIN, HOST, PEOPLE, Failure, listens, password, run, tail, wait_until

BASE = ",".join(f"dc={part}" for part in DOMAIN.split("."))
CONFIGURATION = Template("""\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile $folder/pid
TLSCACertificateFile $tls/ca.pem
TLSCertificateFile $tls/server.pem
TLSCertificateKeyFile $tls/server.key
sizelimit size.soft=200 size.hard=200 size.prtotal=unlimited
database mdb
suffix "$base"
directory $folder/data
maxsize 33554432
dbnosync
index objectClass eq
index cn,sn,givenName,mail,uid eq,sub
access to attrs=userPassword by anonymous auth by * none
access to * by * read
""")


def entries():
    from agency import photos, staff
    parts = DOMAIN.split(".")
    yield BASE, {"objectClass": ["dcObject", "organization"], "dc": parts[0], "o": "Bundesamt für Beispielwesen"}
    for name in ("people", "rooms", "groups"):
        yield f"ou={name},{BASE}", {"objectClass": "organizationalUnit", "ou": name}
    units = {}
    for number, person in enumerate(staff.staff()):
        name = f"uid={person.login},ou=people,{BASE}"
        units.setdefault(person.unit, []).append(name)
        attributes = {"objectClass": ["top", "person", "organizationalPerson", "inetOrgPerson"], "uid": person.login, "cn": person.name,
                      "displayName": f"{person.last}, {person.first}", "sn": person.last, "givenName": person.first, "mail": person.mail,
                      "telephoneNumber": person.phone, "o": "Bundesamt für Beispielwesen", "ou": person.unit, "title": person.job,
                      "roomNumber": person.room, "street": "Mühlstraße 12", "postalCode": "01234", "l": "Musterstädt"}
        if number % 5 == 0:
            attributes["mobile"] = f"+49 151 555 {10000 + number}"
        if number % 8 == 0:
            attributes["jpegPhoto"] = photos.portrait(person.name)
        if any(person.login == login for login, _, _ in PEOPLE):
            attributes["userPassword"] = password(person.login)
        yield name, attributes
    for login, name, _ in staff.ROOMS:
        yield f"cn={login},ou=rooms,{BASE}", {"objectClass": ["top", "person", "organizationalPerson", "inetOrgPerson"], "cn": [login, name],
                                              "displayName": name, "sn": name, "mail": f"{login}@{DOMAIN}", "employeeType": "room"}
    for number, (unit, members) in enumerate(units.items()):
        yield f"cn=verteiler-{number},ou=groups,{BASE}", {"objectClass": "groupOfNames", "cn": [f"verteiler-{number}", unit], "member": members}


def ldif():
    lines = []
    for name, attributes in entries():
        lines.append(line("dn", name))
        for key, values in attributes.items():
            lines += [line(key, value) for value in (values if isinstance(values, list) else [values])]
        lines.append("")
    return "\n".join(lines)


def line(key, value):
    data = value if isinstance(value, bytes) else value.encode()
    return f"{key}:: {base64.b64encode(data).decode()}"


def start(workplace, tls, options):
    folder = workplace.path("slapd")
    program = shutil.which("slapd")
    if not program:
        raise Failure("slapd is not installed")
    workplace.require_free("ldap", "ldaps")
    (folder / "slapd.conf").write_text(CONFIGURATION.substitute(folder=folder, tls=tls, base=BASE))
    if not (folder / "data").exists():
        workplace.path("slapd", "data")
        (folder / "agency.ldif").write_text(ldif())
        run("slapadd", "-q", "-f", folder / "slapd.conf", "-l", folder / "agency.ldif")
    addresses = f"ldap://{HOST}:{workplace.port('ldap')}/ ldaps://{HOST}:{workplace.port('ldaps')}/"
    with open(folder / "log", "ab") as log:
        process = subprocess.Popen([program, "-f", folder / "slapd.conf", "-h", addresses, "-d", "0"],
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    workplace.started("slapd", process.pid)
    if not wait_until(lambda: process.poll() is not None or listens(workplace.port("ldaps")), 15) or process.poll() is not None:
        raise Failure("slapd did not start:\n" + tail(folder / "log"))

    def service(port, security):            # not "localhost": libldap puts the machine's own name in its place
        scheme = "ldaps" if security == "tls" else "ldap"
        return {"url": f"{scheme}://{HOST}:{workplace.port(port)}/ou=people,{BASE}", "host": HOST, "port": workplace.port(port), "security": security, "base": f"ou=people,{BASE}",
                "bind": f"uid={PEOPLE[0][0]},ou=people,{BASE}", "password": password(PEOPLE[0][0])}

    workplace.description["ldap"] = service("ldaps", "tls")
    workplace.description["ldapStarttls"] = service("ldap", "starttls")
