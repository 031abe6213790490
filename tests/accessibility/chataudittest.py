#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at the chat pane and its dialogs: names, roles, labels, the way of the keyboard, and the colours, light and dark."""

import time

from harness.auditcase import AuditCase, main
from harness.kontor import ChatWorkplace
from harness.program import press, write


class ChatByDay(AuditCase):
    """Each with a walk over all that one reaches."""

    pane_key = "ctrl+4"

    @classmethod
    def make_workplace(cls):
        return ChatWorkplace()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        press("ctrl+4")
        time.sleep(6)

    def open_room(self, name):
        press("ctrl+k", "ctrl+a")
        write(name)
        time.sleep(0.7)
        press("Down", "Return")
        time.sleep(1)

    def test_room(self):
        self.open_room("Referat")
        self.look_at()

    def test_details(self):
        self.open_room("Referat")
        press("F11")
        time.sleep(1)
        self.look_at()
        press("F11")

    def test_invitation(self):
        self.open_room("Betriebsausflug")
        self.look_at()

    def test_search(self):
        press("ctrl+f")
        write("haus")
        time.sleep(1)
        press("Down")
        self.look_at()
        press("ctrl+f", "Escape")

    def test_new_chat(self):
        press("ctrl+n")
        self.look_at("New Chat", extra_keys=())

    def test_joining(self):
        press("ctrl+j")
        self.look_at("Join a Room", extra_keys=())

    def test_new_room(self):
        press("ctrl+shift+n")
        self.look_at("New Room", extra_keys=())

    def test_emoji(self):
        self.open_room("Referat")
        press("shift+F6", "End")
        press("ctrl+e")
        self.look_at("Choose Emoji", extra_keys=())


class ChatByNight(ChatByDay):
    """Only the colours, and they are dark."""

    scheme = "dark"


if __name__ == "__main__":
    main()
