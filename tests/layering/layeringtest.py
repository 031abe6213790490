#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layering test can fail: each rule is broken once here and must be noticed."""

import unittest

from layering import breaches, twins


class Layering(unittest.TestCase):
    def test_lower_ranks_are_welcome(self):
        self.assertEqual(breaches("modules/mail/a.cpp", '#include "store/store.h"\n#include "mail/b.h"\n'), [])

    def test_higher_and_equal_ranks_are_not(self):
        self.assertTrue(breaches("modules/store/a.cpp", '#include "sync/outbox.h"\n'))
        self.assertTrue(breaches("modules/mail/a.cpp", '#include "calendar/event.h"\n'))
        self.assertTrue(breaches("modules/store/a.cpp", '#include "net/tls.h"\n'))

    def test_coroutine_fence(self):
        self.assertTrue(breaches("modules/mail/ui/pane.cpp", "    co_await load();\n"))
        self.assertTrue(breaches("app/main.cpp", "    co_return;\n"))
        self.assertEqual(breaches("modules/mail/mailsynchronizer.cpp", "    co_await pull();\n"), [])
        self.assertEqual(breaches("modules/mail/ui/pane.cpp", "// co_await is not allowed here\n"), [])

    def test_sql_stays_in_the_store(self):
        self.assertTrue(breaches("modules/sync/a.cpp", "    sqlite3_step(s);\n"))
        self.assertEqual(breaches("modules/store/a.cpp", "    sqlite3_step(s);\n"), [])

    def test_widgets_stay_in_ui(self):
        self.assertTrue(breaches("modules/mail/a.cpp", "#include <QWidget>\n"))
        self.assertEqual(breaches("modules/mail/ui/a.cpp", "#include <QWidget>\n"), [])

    def test_sockets(self):
        self.assertTrue(breaches("modules/mail/a.cpp", "#include <QSslSocket>\n"))
        self.assertTrue(breaches("modules/files/desk/a.cpp", "#include <QLocalSocket>\n"))
        self.assertTrue(breaches("modules/files/worker/a.cpp", "#include <QTcpSocket>\n"))
        self.assertEqual(breaches("modules/files/worker/a.cpp", "#include <QLocalSocket>\n"), [])

    def test_exceptions(self):
        self.assertTrue(breaches("modules/base/a.cpp", "    throw Problem();\n"))
        self.assertEqual(breaches("modules/base/a.cpp", '    log("try {");\n'), [])

    def test_one_name_is_one_type(self):
        step = "namespace Kontor\n{\nstruct Step {\n    struct Entry {\n    };\n};\n}\n"
        self.assertTrue(twins({"modules/mail/a.h": step, "modules/calendar/b.h": step}))
        hidden = step.replace("{\nstruct", "{\nnamespace\n{\nstruct") + "}\n"
        self.assertEqual(twins({"modules/mail/a.cpp": hidden, "modules/calendar/b.cpp": hidden}), [])
        self.assertEqual(twins({"modules/mail/a.h": step, "modules/calendar/b.h": step.replace("Step", "Walk")}), [])
        self.assertEqual(twins({"a.h": step, "b.h": "namespace Kontor::Plan\n{\nstruct Step {\n};\n}\n"}), [])
        self.assertEqual(twins({"a.h": step, "b.h": "namespace Kontor\n{\nstruct Step;\nstruct Step::Entry {\n};\n}\n"}), [])

    def test_size(self):
        self.assertTrue(breaches("modules/base/a.cpp", "\n" * 701))
        self.assertEqual(breaches("modules/base/a.cpp", "\n" * 699), [])


if __name__ == "__main__":
    unittest.main()
