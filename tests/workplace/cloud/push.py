# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""News over a WebSocket (RFC 6455), as the app notify_push tells them."""

import base64
import contextlib
import hashlib
import json
import secrets
import struct
import threading
import time

from .wire import Answer, Gone, Refusal

KEY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
TOGETHER = 0.05                     # seconds in which news are gathered
LARGEST = 64 * 1024


class Push:
    def __init__(self, cloud):
        self.cloud = cloud
        self.tickets = {}                   # token made before -> user
        self.listeners = {}                 # uid -> [Listening]
        self.guard = threading.Lock()

    def handle(self, request, path):
        if path != "/apps/notify_push/pre_auth" or request.method != "POST" or not self.cloud.settings.push:
            raise Refusal(404, "There is nothing here")
        self.cloud.authenticate(request)
        ticket = secrets.token_hex(16)
        self.tickets[ticket] = request.user
        return Answer(200, ticket.encode(), "text/plain")

    def tell(self, uids, numbers):
        for uid in uids:
            for listening in self.listeners.get(uid, ()):
                listening.tell(numbers)

    def upgrade(self, connection, request):
        key = request.headers.get("sec-websocket-key")
        if not self.cloud.settings.push or request.path != "/push/ws" or not key:
            connection.answer("GET", Answer(404), True)
            return
        accept = base64.b64encode(hashlib.sha1((key + KEY).encode()).digest()).decode()
        connection.send(f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n".encode())
        listening = Listening(connection)
        name, password = listening.message(), listening.message()
        user = self.cloud.user_with(name, password) if name else self.tickets.pop(password, None)
        if not user:
            listening.send(TEXT, b"err: Invalid credentials")
            listening.send(CLOSE, struct.pack(">H", 1008))
            return
        with self.guard:
            self.listeners[user.uid] = [*self.listeners.get(user.uid, ()), listening]
        try:
            listening.send(TEXT, b"authenticated")
            threading.Thread(target=listening.speak, daemon=True).start()
            while (said := listening.message()) is not None:
                if said == "listen notify_file_id":
                    listening.wants_numbers = True
        finally:
            listening.is_over.set()
            with self.guard:
                self.listeners[user.uid] = [each for each in self.listeners[user.uid] if each is not listening]


class Listening:
    """One who wants to hear news."""

    def __init__(self, connection):
        self.connection = connection
        self.wants_numbers = False
        self.numbers = None
        self.has_news, self.is_over, self.guard = threading.Event(), threading.Event(), threading.Lock()

    def tell(self, numbers):
        with self.guard:
            self.numbers = {*(self.numbers or ()), *numbers}
        self.has_news.set()

    def speak(self):
        """A thread of its own, so that changes never wait for who listens slowly."""
        with contextlib.suppress(OSError, Gone):
            while not self.is_over.is_set():
                if not self.has_news.wait(30):
                    self.send(PING, b"")
                    continue
                time.sleep(TOGETHER)
                self.has_news.clear()
                with self.guard:
                    numbers, self.numbers = self.numbers, None
                if numbers:
                    self.send(TEXT, f"notify_file_id {json.dumps(sorted(numbers))}".encode() if self.wants_numbers else b"notify_file")

    def send(self, kind, data):
        size = struct.pack(">B", len(data)) if len(data) < 126 else b"\x7e" + struct.pack(">H", len(data)) if len(data) < 65536 else b"\x7f" + struct.pack(">Q", len(data))
        self.connection.send(bytes([0x80 | kind]) + size + data)

    def message(self):
        """The next text; None when the other side has ended."""
        whole = b""
        while True:
            first, second = self.exactly(2)
            size = second & 0x7F
            if size > 125:
                size = struct.unpack(">H" if size == 126 else ">Q", self.exactly(2 if size == 126 else 8))[0]
            if size > LARGEST:
                raise Gone
            mask = self.exactly(4) if second & 0x80 else b"\0\0\0\0"
            data = bytes(byte ^ mask[place % 4] for place, byte in enumerate(self.exactly(size)))
            kind = first & 0x0F
            if kind == CLOSE:
                self.send(CLOSE, data[:2])
                return None
            if kind == PING:
                self.send(PONG, data)
            elif kind != PONG:
                whole += data
                if first & 0x80:
                    return whole.decode("utf-8", "replace")

    def exactly(self, size):
        data = b""
        while len(data) < size:
            data += self.connection.take(size - len(data))
        return data
