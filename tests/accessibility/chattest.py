#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chat of somebody who hears the screen and has only keys. Each message is looked for at the other end."""

import sys

from harness.case import ScreenReaderCase, main
from harness.desktop import wait_until
from harness.kontor import ChatWorkplace


class ChatByEar(ScreenReaderCase):
    """In the order of the names; each begins in the field that writes to Jörg's encrypted room."""

    title = "Kontor"

    @classmethod
    def start_program(cls, desktop):
        cls.workplace = cls.enterClassContext(ChatWorkplace())
        cls.peer = cls.workplace.peer
        anna = cls.workplace.identity("anna.mueller")
        cls.room = cls.peer.room(name="Umzug 2027", topic="Haus C", invite=[anna])
        cls.peer.tell("greet", room=cls.room, user=anna, texts=["Der Wagen kommt um acht."])
        return cls.workplace.start_kontor(desktop)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        from harness.program import press
        press("ctrl+4")
        if not wait_until(lambda: cls.knows_the_room(press), 60):
            cls.keep("first-round")
            raise AssertionError("no rooms arrived")

    @classmethod
    def knows_the_room(cls, press):
        from harness.program import write
        press("ctrl+k")
        write("Umzug")
        cls.speech.wait_for_silence(0.5, 3)
        press("Down")
        return cls.speech.wait_for(["Umzug 2027"], 2)

    def setUp(self):
        super().setUp()
        self.press("Escape", "ctrl+4")
        self.heard(0.3)

    def open_room(self, name):
        self.press("ctrl+k")
        self.hears("Find rooms and people")
        self.write(name)
        self.hears("1 room")
        self.press("Down")
        self.hears(name)
        self.press("Return")
        self.heard(0.5)

    def to_composer(self):
        """Choosing a room leads there already."""
        self.open_room("Umzug 2027")

    def to_newest(self):
        """In the list, at its end."""
        self.open_room("Umzug 2027")
        self.press_until("F6", "Messages List with", at_most=10)
        self.press("Home")
        self.heard(0.3)
        self.press("End")

    def test_01_an_invitation_is_accepted(self):
        self.open_room("Umzug 2027")
        self.press_until("Tab", "Accept", at_most=14)
        self.press("space")
        joined = wait_until(lambda: any(m == self.workplace.identity("anna.mueller") for m in self.members()), 20)
        self.assertTrue(joined, f"heard {self.speech.since}")

    def members(self):
        said = self.peer.tell("room", room=self.room).get("members", [])
        return [m["user"] if isinstance(m, dict) else m for m in said]

    def test_02_the_pane_says_where_one_is(self):
        self.open_room("Umzug 2027")
        self.press("ctrl+shift+w")
        self.hears("Chat", "Umzug 2027")

    def test_03_a_message_is_written(self):
        self.to_composer()
        self.write("Ich bringe Kartons mit")
        self.press("Return")
        seen = self.peer.sees(self.room, body="Ich bringe Kartons mit")
        self.assertTrue(seen.get("event", seen).get("encrypted"), seen)

    def test_04_an_answer_is_told_without_taking_the_focus(self):
        self.to_composer()
        self.speech.forget()
        self.peer.says(self.room, "Danke, das hilft")
        self.hears("Jörg Weiß", "Danke, das hilft", seconds=20)

    def test_05_messages_are_read_one_by_one(self):
        self.to_newest()
        self.hears("Jörg Weiß", "Danke, das hilft")
        self.press("Up")
        self.hears("Ich bringe Kartons mit")

    def test_06_an_answer_to_one_message(self):
        self.to_newest()
        self.heard()
        self.press("ctrl+r")
        self.hears("Answer to Jörg Weiß")
        self.write("Gern")
        self.press("Return")
        seen = self.peer.sees(self.room, body="Gern")
        self.assertTrue(seen.get("event", seen).get("reply"), seen)

    def test_07_a_reaction(self):
        self.to_newest()
        self.heard()
        self.press("Up")
        self.heard()
        self.press("ctrl+e")
        self.sees_window("Choose Emoji")
        self.hears("Search emoji by name")
        self.write("thumbs up")
        self.heard(0.6)
        self.press("Return")
        self.assertTrue(self.peer.sees(self.room, reaction="👍"))

    def test_08_a_message_is_changed(self):
        self.to_composer()
        self.press("Up")
        self.hears("Changing a message")
        self.press("ctrl+a")
        self.write("Sehr gern")
        self.press("Return")
        self.assertTrue(self.peer.sees(self.room, edited=True, body="Sehr gern"))

    def test_09_something_said_is_found(self):
        self.open_room("Umzug 2027")
        self.press("ctrl+f")
        self.hears("Search chats")
        self.write("kartons")
        self.hears("found")
        self.press("Down")
        self.hears("Kartons mit")
        self.press("Return")
        self.hears("Kartons mit")
        self.press("ctrl+f", "ctrl+a", "BackSpace", "Escape")
        self.heard()

    def test_10_a_message_is_deleted(self):
        self.to_newest()
        self.heard()
        self.press_until("Up", "Sehr gern", at_most=4)
        self.press("Delete")
        self.hears("Delete Message")
        self.heard()
        self.press_until("Tab", "Delete", at_most=4)
        self.press("space")
        self.assertTrue(self.peer.tell("wait", room=self.room, redacted=True, seconds=30))

    def test_11_the_encryption_is_told(self):
        self.open_room("Umzug 2027")
        self.press("ctrl+shift+w")
        self.hears("Umzug 2027", "encrypted")

    def test_12_a_new_chat_is_begun(self):
        self.press("ctrl+n")
        self.sees_window("New Chat")
        self.hears("Person")
        self.write("soeren")
        self.hears("1 person", seconds=10)
        self.press("Down")
        self.hears("Sören Krämer")
        self.press("Escape")

    def test_13_the_state_of_synchronisation(self):
        self.press_until("F6", "Synchronisation: Up to date", at_most=10)


if __name__ == "__main__":
    sys.exit(main())
