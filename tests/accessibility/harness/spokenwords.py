# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside Orca in the place of a voice: what would be spoken becomes a line of JSON in $KONTOR_SPOKEN_WORDS."""

import json
import os
import time

from gi.repository import GLib
from orca import speechserver


class Paper:
    """Where the words go. Lines are written whole, so that a reader never sees half of one."""

    def __init__(self):
        self.file = os.open(os.environ["KONTOR_SPOKEN_WORDS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, kind, text):
        line = json.dumps({"kind": kind, "text": text, "time": time.time()}, ensure_ascii=False)
        os.write(self.file, line.encode() + b"\n")


class SpeechServer(speechserver.SpeechServer):
    """Orca finds this class by its name."""

    server = None

    def __init__(self):
        super().__init__()
        self.paper = Paper()

    # Which voices there are

    @staticmethod
    def getFactoryName():
        return "Words on paper"

    @staticmethod
    def get_speech_server(info=None):
        if SpeechServer.server is None:
            SpeechServer.server = SpeechServer()
        return SpeechServer.server

    @staticmethod
    def getSpeechServers():
        return [SpeechServer.get_speech_server()]

    @staticmethod
    def shutdownActiveServers():
        SpeechServer.server = None

    def get_info(self):
        return ["Words on paper", "paper"]

    def getVoiceFamilies(self):
        return [speechserver.VoiceFamily({"name": "paper", "lang": "en", "dialect": ""})]

    def getVoiceFamiliesForLanguage(self, language, dialect="", maximum=None):
        return []

    def shouldChangeVoiceForLanguage(self, language, dialect=""):
        return False

    def getLanguage(self):
        return "en"

    def list_output_modules(self):
        return ("paper",)

    # What is said

    def speak(self, text=None, acss=None, interrupt=True):
        if text and text.strip():
            self.paper.note("words", text)

    def speak_character(self, character, acss=None):
        self.paper.note("character", character)

    def speak_key_event(self, event, acss=None):
        self.paper.note("key", event.get_key_name())

    def say_all(self, utterance_iterator, progress_callback):
        def continue_reading():
            context, acss = next(utterance_iterator, (None, None))
            if context is None:
                return False
            self.paper.note("words", context.utterance)
            for step in (speechserver.SayAllContext.PROGRESS, speechserver.SayAllContext.COMPLETED):
                progress_callback(context, step)
            return True
        GLib.idle_add(continue_reading)

    def stop(self):
        pass

    def shutdown(self):
        SpeechServer.server = None

    def reset(self, text=None, acss=None):
        pass
