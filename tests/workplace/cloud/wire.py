# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP/1.1 as quick as threads in Python are: kept connections, streamed bodies, ranges, and TLS on the same port."""

import contextlib
import json
import os
import socket
import ssl
import threading
import time
from email.utils import formatdate
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote

PIECE = 256 * 1024
HEAD_LIMIT = 64 * 1024
REASONS = {status.value: status.phrase for status in HTTPStatus}
TLS_HANDSHAKE = b"\x16"


class Gone(Exception):
    """The client has left, or is to be left: there is nothing more to say."""


class Refusal(Exception):
    """The answer to a question is no. In DAV it is told as an XML body with these words."""

    def __init__(self, status, message="", kind="", headers=None, extra=""):
        super().__init__(message)
        self.status, self.message, self.kind, self.headers, self.extra = status, message, kind, headers or {}, extra


class Answer:
    """What goes back: a status, header fields, and bytes or a part of a file."""

    __slots__ = ("body", "file", "headers", "length", "start", "status")

    def __init__(self, status=200, body=b"", kind=None, headers=None):
        self.status, self.body, self.headers = status, body, headers or {}
        self.file, self.start, self.length = None, 0, len(body)
        if kind:
            self.headers["Content-Type"] = kind

    @classmethod
    def of_json(cls, value, status=200):
        return cls(status, json.dumps(value).encode(), "application/json; charset=utf-8")

    @classmethod
    def of_page(cls, title, text, status=200):
        page = f'<!doctype html><html lang="de"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>{text}</html>'
        return cls(status, page.encode(), "text/html; charset=utf-8", {"Content-Security-Policy": "default-src 'self'"})

    @classmethod
    def of_file(cls, path, request, etag, modified, kind):
        """The whole file or the range that was asked for (RFC 9110, 14); If-Range names the version it has to be of."""
        answer = cls(200, headers={"Content-Type": kind, "ETag": f'"{etag}"', "OC-ETag": f'"{etag}"', "Last-Modified": formatdate(modified, usegmt=True),
                                   "Accept-Ranges": "bytes"})
        if matches(request.headers.get("if-none-match", ""), etag):
            answer.status = 304
            return answer
        answer.file = open(path, "rb")                      # noqa: SIM115 - closed when it was sent
        size = os.fstat(answer.file.fileno()).st_size
        answer.length = size
        wanted = request.headers.get("range", "")
        condition = request.headers.get("if-range", "")
        if wanted.startswith("bytes=") and "," not in wanted and condition in ("", f'"{etag}"', answer.headers["Last-Modified"]):
            first, _, last = wanted[6:].partition("-")
            if first.isdecimal():
                answer.start = int(first)
                end = min(int(last), size - 1) if last.isdecimal() else size - 1
            elif last.isdecimal():
                answer.start, end = max(0, size - int(last)), size - 1
            else:
                return answer
            if answer.start > end:
                answer.file.close()
                refused = cls(416, headers={"Content-Range": f"bytes */{size}"})
                return refused
            answer.status, answer.length = 206, end - answer.start + 1
            answer.headers["Content-Range"] = f"bytes {answer.start}-{end}/{size}"
        return answer


def matches(header, etag):
    """Whether a list of entity tags names this one."""
    if not header:
        return False
    return header.strip() == "*" or any(part.strip().removeprefix("W/").strip('"') == etag for part in header.split(","))


class Body:
    """What the client sends behind the head; read only when somebody wants it."""

    def __init__(self, connection, headers):
        self.connection = connection
        self.is_chunked = "chunked" in headers.get("transfer-encoding", "").lower()
        self.left = 0 if self.is_chunked else int(headers.get("content-length") or 0)
        self.length = None if self.is_chunked else self.left
        self.awaits_permission = headers.get("expect", "").lower() == "100-continue"
        self.is_read = not self.is_chunked and not self.left

    def pieces(self):
        if self.is_read:
            return
        if self.awaits_permission:
            self.awaits_permission = False
            self.connection.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        if self.is_chunked:
            while size := int(self.connection.line().partition(b";")[0], 16):
                yield from self.counted(size)
                self.connection.line()
            while self.connection.line():
                pass
        else:
            yield from self.counted(self.left)
        self.is_read = True

    def counted(self, size):
        while size:
            piece = self.connection.take(size)
            size -= len(piece)
            yield piece

    def all(self, limit=32 * 1024 * 1024):
        whole = bytearray()
        for piece in self.pieces():
            whole += piece
            if len(whole) > limit:
                raise Refusal(413, "Too much")
        return bytes(whole)

    def into(self, file):
        """Writes it into a file; how much that was."""
        written = 0
        for piece in self.pieces():
            file.write(piece)
            written += len(piece)
        return written

    def drop(self):
        """So that the next request on the connection can be read; what is large costs the connection instead."""
        if self.is_read:
            return True
        if self.awaits_permission or self.is_chunked or self.left > 1024 * 1024:
            return False
        for _ in self.pieces():
            pass
        return True


class Request:
    __slots__ = ("_fields", "address", "body", "headers", "is_secure", "method", "path", "query", "target", "user")

    def __init__(self, method, target, headers, body, is_secure):
        self.method, self.target, self.headers, self.body, self.is_secure = method, target, headers, body, is_secure
        path, _, query = target.partition("?")
        try:
            self.path = unquote(path, errors="strict") if "%" in path else path
        except UnicodeDecodeError:
            raise Refusal(400, "The path is no UTF-8") from None
        self.query = dict(parse_qsl(query, keep_blank_values=True)) if query else {}
        self.address = f"{'https' if is_secure else 'http'}://{headers.get('host', 'localhost')}"
        self.user = None
        self._fields = None

    @property
    def fields(self):
        """The query and what a form or a JSON object in the body says."""
        if self._fields is None:
            self._fields = dict(self.query)
            text = self.body.all()
            if text and "json" in self.headers.get("content-type", ""):
                self._fields.update(json.loads(text))
            elif text:
                self._fields.update(parse_qsl(text.decode(), keep_blank_values=True))
        return self._fields


class Connection:
    """One client: question after question until it or we leave."""

    def __init__(self, server, plain):
        self.server, self.socket, self.buffer, self.is_secure = server, plain, bytearray(), False

    def run(self):
        try:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.socket.settimeout(300)
            if self.server.tls and self.socket.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE:
                self.socket = self.server.tls.wrap_socket(self.socket, server_side=True)
                self.is_secure = True
            while self.serve():
                pass
        except (Gone, OSError):
            pass
        finally:
            with contextlib.suppress(OSError):
                self.socket.close()

    def serve(self):
        head = self.head()
        if head is None:
            return False
        lines = head.decode("utf-8", "replace").split("\r\n")
        try:
            method, target, _ = lines[0].split(" ", 2)
            headers = {}
            for line in lines[1:]:
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            body = Body(self, headers)
            request = Request(method, target, headers, body, self.is_secure)
        except ValueError:
            self.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return False
        except Refusal as refusal:
            self.answer("GET", Answer(refusal.status, refusal.message.encode()), True)
            return False
        if headers.get("upgrade", "").lower() == "websocket":
            self.server.upgrade(self, request)
            return False
        answer = self.server.handle(request)
        stays = headers.get("connection", "").lower() != "close" and body.drop()
        self.answer(method, answer, not stays)
        return stays

    def head(self):
        while True:
            end = self.buffer.find(b"\r\n\r\n")
            if end >= 0:
                head = bytes(self.buffer[:end])
                del self.buffer[:end + 4]
                return head
            if len(self.buffer) > HEAD_LIMIT or not self.receive():
                return None

    def receive(self):
        piece = self.socket.recv(PIECE)
        self.buffer += piece
        return bool(piece)

    def line(self):
        while (end := self.buffer.find(b"\r\n")) < 0:
            if not self.receive():
                raise Gone
        line = bytes(self.buffer[:end])
        del self.buffer[:end + 2]
        return line

    def take(self, size):
        """Some bytes of a body, at most so many."""
        if self.server.settings.throttle:
            size = self.pace(size)
        if self.buffer:
            piece = bytes(self.buffer[:size])
            del self.buffer[:size]
            return piece
        piece = self.socket.recv(min(size, PIECE))
        if not piece:
            raise Gone
        return piece

    def pace(self, size):
        """As little as may go in a twentieth of a second, after which it is."""
        time.sleep(0.05)
        return max(1, min(size, self.server.settings.throttle // 20))

    def send(self, data):
        self.socket.sendall(data)

    def answer(self, method, answer, is_last):
        status, headers = answer.status, answer.headers
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}", f"Date: {self.server.date()}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if status not in (204, 304):
            lines.append(f"Content-Length: {answer.length}")
        if is_last:
            lines.append("Connection: close")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        if method == "HEAD" or status in (204, 304):
            self.send(head)
        elif answer.file:
            self.send_file(head, answer)
        elif self.server.settings.throttle and len(answer.body) > 4096:
            self.send(head)
            self.send_slowly(memoryview(answer.body))
        else:
            self.send(head + answer.body)
        if answer.file:
            answer.file.close()

    def send_slowly(self, view):
        while view:
            size = self.pace(len(view))
            self.send(view[:size])
            view = view[size:]

    def send_file(self, head, answer):
        file, left = answer.file, answer.length
        cut = self.server.settings.cut_after
        file.seek(answer.start)
        if left <= PIECE and not self.server.settings.throttle and not cut:
            self.send(head + file.read(left))
            return
        self.send(head)
        sent = 0
        while left:
            size = self.pace(left) if self.server.settings.throttle else min(left, PIECE)
            if cut and sent + size > cut:
                raise Gone
            if self.is_secure or self.server.settings.throttle or cut:
                piece = file.read(size)
                if not piece:
                    raise Gone                  # the file became shorter
                self.send(piece)
                size = len(piece)
            else:
                size = self.socket.sendfile(file, answer.start + sent, left)
                if not size:
                    raise Gone
            sent += size
            left -= size


class Listener:
    """Takes connections, and gives each a thread."""

    def __init__(self, host, port, tls):
        self.socket = socket.create_server((host, port), backlog=512)
        self.tls = None
        if tls:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(f"{tls}/server.pem", f"{tls}/server.key")
            self.tls.set_alpn_protocols(["http/1.1"])
        self.second, self.text = 0, ""

    def date(self):
        now = int(time.time())
        if now != self.second:
            self.text, self.second = formatdate(now, usegmt=True), now
        return self.text

    def listen(self):
        while True:
            with contextlib.suppress(OSError):
                client, _ = self.socket.accept()
                threading.Thread(target=Connection(self, client).run, daemon=True).start()
