#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the house rules that a compiler does not: who includes whom, where coroutines, SQL and
widgets may appear, how large files may grow. Prints one line per breach; exit code 1 if any."""

import pathlib
import re
import sys

RANKS = {"base": 0, "store": 1, "net": 1, "accounts": 2, "sync": 3, "shell": 4, "groupware": 4, "contacts": 5,
         "mail": 6, "calendar": 6, "chat": 6, "files": 6, "projects": 6}
LINES_AT_MOST = 700

COROUTINE_MODULES = {"base", "store", "net", "accounts", "sync"}
COROUTINE_FILES = re.compile(r"synchronizer\w*\.(h|cpp)$|^modules/(mail|files|chat)/protocol/")
AWAIT = re.compile(r"\bco_(await|return|yield)\b")
SQL_HANDLE = re.compile(r"#include <(sqlite3|sqlcipher)|sqlite3_\w+\s*\(|#include <QSql")
WIDGETS = re.compile(r"#include <(QWidget|QApplication|QDialog|QLabel|QMainWindow|QTreeView|QTextEdit|KXmlGuiWindow|KMessageBox)>")
SOCKETS = re.compile(r"#include <Q(Tcp|Ssl|Local)Socket>")
LOCAL_SOCKETS = re.compile(r"#include <QLocal(Socket|Server)>")      # to other programs of this machine, no server
LOCAL_SOCKET_ROOM = "modules/files/worker/"
EXCEPTIONS = re.compile(r"\b(throw|catch)\b\s*[({;\w]|\btry\s*\{")
INCLUDE = re.compile(r'#include "([a-z]+)/')
CODE = re.compile(r"//.*|\"(\\.|[^\"\\])*\"")


def module_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "modules" and len(parts) > 2 else None


def is_ui(path):
    return path.startswith(("modules/shell/", "app/", "tests/")) or "/ui/" in path


def breaches(path, text):
    """The rules broken by one file; \\p path is relative to the checkout."""
    found = []
    module = module_of(path)
    lines = text.splitlines()
    if len(lines) > LINES_AT_MOST:
        found.append(f"{path}: {len(lines)} lines, more than {LINES_AT_MOST}; split it by activity")
    if module:
        for number, line in enumerate(lines, 1):
            include = INCLUDE.match(line)
            if include and include[1] in RANKS and include[1] != module and RANKS[include[1]] >= RANKS[module]:
                found.append(f"{path}:{number}: {module} (rank {RANKS[module]}) includes {include[1]} (rank {RANKS[include[1]]})")
    if path.startswith("tests/"):
        return found
    for number, line in enumerate(lines, 1):
        where = f"{path}:{number}"
        code = CODE.sub("", line)
        if AWAIT.search(code) and module not in COROUTINE_MODULES and not COROUTINE_FILES.search(path):
            found.append(f"{where}: coroutines end below this line (see ARCHITECTURE.md, Threads)")
        if SQL_HANDLE.search(line) and module != "store":
            found.append(f"{where}: only store/ knows SQL connections")
        if WIDGETS.search(line) and not is_ui(path):
            found.append(f"{where}: widgets belong into ui/, shell/ or app/")
        is_local = LOCAL_SOCKETS.search(line) and path.startswith(LOCAL_SOCKET_ROOM)
        if SOCKETS.search(line) and not is_local and module not in {"net", "accounts"} and not COROUTINE_FILES.search(path) and not path.startswith("app/"):
            found.append(f"{where}: only net/, accounts/, protocol/ and synchronizers know sockets")
        if EXCEPTIONS.search(code) and not code.strip().startswith("*"):
            found.append(f"{where}: Kontor neither throws nor catches")
    return found


NAMESPACE = re.compile(r"^(?:inline )?namespace(?:\s+([\w:]+))?\s*(\{)?$")
TYPE = re.compile(r"^(?:template\s*<.*>\s*)?(?:struct|class|enum class|union) (\w+)\b(?!\s*::)[^;]*$")


def types(text):
    """The full names of the types a file defines for everybody; those of unnamed namespaces and inside of types are its own."""
    names, scopes, pending = [], [], None           # a scope: name of a namespace, "" of an unnamed one, None of anything else
    for line in text.splitlines():
        code = CODE.sub("", line).strip()
        opened = NAMESPACE.match(code)
        if opened:
            pending = opened[1] or ""
            code = "{" if opened[2] else ""
        elif TYPE.match(code) and not code.startswith("template <>") and all(scopes):
            names.append("::".join([*scopes, TYPE.match(code)[1]]))
        for sign in code:
            if sign == "{":
                scopes.append(pending)
                pending = None
            elif sign == "}" and scopes:
                scopes.pop()
    return names


def twins(files):
    """Types of one name in several files (path to text): the linker takes either for both, and memory is damaged."""
    places = {}
    for path, text in files.items():
        for name in types(text):
            places.setdefault(name, set()).add(path)
    return [f"{name} is defined in {' and in '.join(sorted(where))}" for name, where in sorted(places.items()) if len(where) > 1]


def main(root):
    root = pathlib.Path(root)
    found = []
    ours = {}
    for folder in ("modules", "app", "tests"):
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in {".cpp", ".h"} and file.is_file():
                path = file.relative_to(root).as_posix()
                text = file.read_text(encoding="utf-8")
                found += breaches(path, text)
                if folder == "modules" or (folder == "app" and "kontorctl" not in path and path != "app/main.cpp"):
                    ours[path] = text
    found += twins(ours)
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "."))
