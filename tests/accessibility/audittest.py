#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at the windows people meet first: names, roles, labels, contrast, and whether the keyboard reaches everything."""

import time

from harness.auditcase import AuditCase, main
from harness.program import press


class Windows(AuditCase):
    """Mail, and what belongs to no pane."""

    def test_main_window(self):
        self.look_at("Kontor")

    def test_composer(self):
        press("ctrl+n")
        self.look_at("New Message", extra_keys=())

    def test_settings(self):
        press("ctrl+shift+comma")
        self.look_at("Settings", extra_keys=())

    def test_account_dialog(self):
        press("alt+f")
        time.sleep(0.4)
        press("a")
        self.look_at("Add Account", extra_keys=())

    def test_outbox(self):
        press("ctrl+shift+o")
        self.look_at("Outbox", extra_keys=())

    def test_moving(self):
        press("Home")
        time.sleep(0.3)
        press("Down")
        time.sleep(0.5)
        press("ctrl+shift+m")
        self.look_at("Move to Folder", extra_keys=())


if __name__ == "__main__":
    main()
