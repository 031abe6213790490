# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor: fetches a mailbox as fast as the protocol allows and throws it away. No parsing, no disk, no threads."""

import ssl
import socket
import time

HEADERS = ("(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS "
           "(From To Cc Subject Date Message-ID References In-Reply-To)])")
BODIES = "(UID BODY.PEEK[])"


class RawImap:
    """One connection; looks for nothing but the end of each answer."""

    def __init__(self, description, user=None):
        service = description["imap"]
        user = user or description["users"][0]
        context = ssl.create_default_context(cafile=description["ca"])
        self.socket = context.wrap_socket(socket.create_connection((service["host"], service["port"]), 30), server_hostname=service["host"])
        self.buffer, self.number, self.received = bytearray(1 << 20), 0, 0
        self.socket.recv(4096)
        self.command(f'LOGIN "{user["user"]}" "{user["password"]}"')

    def send(self, command):
        self.number += 1
        # Nobody writes such a word at the beginning of a line of a mail.
        tag = b"KONTORFLOOR%07d" % self.number
        self.socket.sendall(tag + b" " + command.encode() + b"\r\n")
        return b"\r\n" + tag + b" "

    def receive_until(self, mark, tail=b"\r\n"):
        """Reads to the end of the answer with the mark; what comes after the mark is the new tail."""
        while True:
            found = tail.find(mark)
            if found >= 0 and tail.find(b"\r\n", found + len(mark)) >= 0:
                answer = tail[found + len(mark):]
                if not answer.startswith(b"OK"):
                    raise RuntimeError(answer[:200].decode(errors="replace"))
                return tail[found + 2:]
            size = self.socket.recv_into(self.buffer)
            if not size:
                raise RuntimeError("the server closed the connection")
            self.received += size
            tail = tail[-200:] + bytes(memoryview(self.buffer)[:size]) if found < 0 else tail + bytes(memoryview(self.buffer)[:size])

    def command(self, text):
        return self.receive_until(self.send(text))

    def count(self):
        mark = self.send("EXAMINE INBOX")
        text = b"\r\n"
        while mark not in text:
            text += self.socket.recv(65536)
        return next(int(line.split()[1]) for line in text.split(b"\r\n") if line.endswith(b" EXISTS"))

    def fetch_all(self, items, total, batch=500, in_flight=4):
        """Everything in batches, some of them always under way."""
        ranges = [f"{first}:{min(first + batch - 1, total)}" for first in range(1, total + 1, batch)]
        waiting, tail = [], b"\r\n"
        began = time.monotonic()
        for piece in ranges:
            waiting.append(self.send(f"FETCH {piece} {items}"))
            if len(waiting) == in_flight:
                tail = b"\r\n" + self.receive_until(waiting.pop(0), tail)
        for mark in waiting:
            tail = b"\r\n" + self.receive_until(mark, tail)
        return time.monotonic() - began


def measure(description):
    """Seconds for all headers, then for all bodies, and the bytes that came."""
    connection = RawImap(description)
    total = connection.count()
    headers = connection.fetch_all(HEADERS, total)
    bodies = connection.fetch_all(BODIES, total)
    return total, headers, bodies, connection.received
