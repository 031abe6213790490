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
COROUTINE_FILES = re.compile(r"synchronizer\w*\.(h|cpp)$|^modules/mail/protocol/")
AWAIT = re.compile(r"\bco_(await|return|yield)\b")
SQL_HANDLE = re.compile(r"#include <(sqlite3|sqlcipher)|sqlite3_\w+\s*\(|#include <QSql")
WIDGETS = re.compile(r"#include <(QWidget|QApplication|QDialog|QLabel|QMainWindow|QTreeView|QTextEdit|KXmlGuiWindow|KMessageBox)>")
SOCKETS = re.compile(r"#include <Q(Tcp|Ssl|Local)Socket>")
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
        if SOCKETS.search(line) and module not in {"net", "accounts"} and not COROUTINE_FILES.search(path) and not path.startswith("app/"):
            found.append(f"{where}: only net/, accounts/, protocol/ and synchronizers know sockets")
        if EXCEPTIONS.search(code) and not code.strip().startswith("*"):
            found.append(f"{where}: Kontor neither throws nor catches")
    return found


def main(root):
    root = pathlib.Path(root)
    found = []
    for folder in ("modules", "app", "tests"):
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in {".cpp", ".h"} and file.is_file():
                path = file.relative_to(root).as_posix()
                found += breaches(path, file.read_text(encoding="utf-8"))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "."))
