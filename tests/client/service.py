"""A small fake of the service and its object storage, which breaks when and how it is told."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import socket
import struct
import threading
import time
import uuid
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import google_crc32c

KEY = "rf_TheKeyThatMustNotBeSeen42"
SIGNATURE = "5167a7e0feedface"
RESULT = json.dumps(
    {
        "frame_offset": list(range(0, 500, 5)),
        "time_offset": [round(n * 0.2, 4) for n in range(100)],
        "street": [
            {"predictions": [], "inference_id": uuid.UUID(int=n).hex * 20} for n in range(100)
        ],
    }
).encode()


class Service:
    """The fake. Faults are functions of the handler, taken in turn for each route.

    Routes: "sign", "put", "submit", "status", "get". A fault that returns True has answered.
    """

    def __init__(self):
        self.faults = defaultdict(list)
        self.uploads = {}
        self.submissions = []
        self.polls = defaultdict(list)
        self.requests = []
        self.statuses = [{"status": 1}]  # then done
        self.result = RESULT
        self.packed = False
        self.hashes = "lines"
        self.etag = '"version-1"'
        self.content_type_signed = False
        self.lock = threading.Lock()
        self.busy = 0  # requests that are being worked on
        self.signed = 0
        self.clock = None  # another than the machine's, to note polls by
        self.said = defaultdict(int)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.service = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def count(self, route):
        return sum(1 for name, _ in self.requests if name == route)

    def headers_of(self, route):
        return [headers for name, headers in self.requests if name == route]

    def signed_url(self, path, method):
        with self.lock:
            self.signed += 1
            number = self.signed
        signed = "content-type%3Bhost" if method == "PUT" or self.content_type_signed else "host"
        return (
            f"{self.url}/storage/{path}?X-Goog-Algorithm=GOOG4-RSA-SHA256"
            f"&X-Goog-Credential=someone%40secret-credential&X-Goog-Date=20260101T000000Z"
            f"&X-Goog-Expires=86400&X-Goog-SignedHeaders={signed}"
            f"&X-Goog-Signature={SIGNATURE}{number:04d}"
        )

    def next_status(self, job_id):
        """The scripted answers, then that it is done."""
        with self.lock:
            self.polls[job_id].append((self.clock or time).monotonic())
            turn = self.said[job_id]
            self.said[job_id] += 1
        if turn < len(self.statuses):
            return self.statuses[turn]
        return {"status": 0, "output_signed_url": self.signed_url(f"out/{job_id}.json", "GET")}

    @property
    def stored(self):
        return gzip.compress(self.result, mtime=0) if self.packed else self.result


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        """Broken connections are what this is for."""


def counted(method):
    def busy(handler):
        with handler.service.lock:
            handler.service.busy += 1
        try:
            method(handler)
        finally:
            with handler.service.lock:
                handler.service.busy -= 1

    return busy


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def service(self):
        return self.server.service

    def log_message(self, *_):
        """Nothing is printed."""

    @counted
    def do_POST(self):
        path = urlsplit(self.path).path
        route = {"/video_upload_signed_url/": "sign", "/videoinfer/": "submit"}.get(path)
        if self._begins(route):
            sent = self.read_json()
            if route == "sign":
                url = self.service.signed_url(f"in/{sent['file_name']}", "PUT")
                self.answer(200, {"signed_url": url})
            else:
                self.answer(200, {"job_id": self.take(sent), "message": "videojob"})

    @counted
    def do_PUT(self):
        if self._begins("put"):
            if self.headers["Content-Type"] != "application/octet-stream":
                self.xml(403, "SignatureDoesNotMatch")
                return
            checksum, length = hashlib.sha256(), int(self.headers["Content-Length"])
            rest = length
            while rest:
                piece = self.rfile.read(min(rest, 1 << 18))
                if not piece:
                    return
                checksum.update(piece)
                rest -= len(piece)
            name = urlsplit(self.path).path.rpartition("/")[2]
            self.service.uploads[name] = (length, checksum.hexdigest())
            self.answer(200, None)

    @counted
    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path == "/videoinfer/":
            if self._begins("status"):
                job_id = parse_qs(parts.query)["job_id"][0]
                self.answer(200, self.service.next_status(job_id))
        elif self._begins("get"):
            self.send_result()

    def _begins(self, route):
        service = self.service
        with service.lock:
            service.requests.append((route, dict(self.headers)))
            fault = service.faults[route].pop(0) if service.faults[route] else None
        if fault is not None and fault(self):
            return False
        key = parse_qs(urlsplit(self.path).query).get("api_key", [""])[0]
        if route in ("sign", "submit", "status") and key != KEY:
            words = "This API key does not exist (or has been revoked)."
            self.answer(401, {"error": {"message": words, "status": 401, "key": key}})
            return False
        return True

    def read_json(self):
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def take(self, sent):
        """A job is made, and paid for."""
        job_id = str(uuid.uuid4())
        with self.service.lock:
            self.service.submissions.append({"job_id": job_id, **sent})
        return job_id

    def answer(self, status, value, **headers):
        body = b"" if value is None else json.dumps(value).encode()
        self.send(status, body, "application/json", **headers)

    def xml(self, status, code):
        query = urlsplit(self.path).query
        body = (
            f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>It does not serve.</Message>"
            f"<StringToSign>GOOG4-RSA-SHA256 {query}</StringToSign></Error>"
        )
        self.send(status, body.encode(), "application/xml")

    def send(self, status, body, kind, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def reset(self):
        """Break the connection as a crashed peer does."""
        linger = struct.pack("ii", 1, 0)
        self.wfile.flush()
        time.sleep(0.05)  # what was sent has to get there first
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True

    def send_result(self, *, reset_at=None, cut_at=None, alter=None, headers=()):
        """The stored bytes, or the asked range of them; broken off after so many if told."""
        service = self.service
        stored = service.stored
        content_type_ok = self.headers.get("Content-Type") == (
            "application/json" if service.content_type_signed else None
        )
        if not content_type_ok:
            self.xml(403, "SignatureDoesNotMatch")
            return
        start = self._start(stored)
        if start is not None and start >= len(stored):
            self.send(416, b"", "text/plain", Content_Range=f"bytes */{len(stored)}")
            return
        body = stored[start or 0 :]
        self.send_response(200 if start is None else 206)
        self.send_header("Content-Length", str(len(body)))
        if start is not None:
            self.send_header("Content-Range", f"bytes {start}-{len(stored) - 1}/{len(stored)}")
        self._send_facts(stored, headers)
        self.end_headers()
        if alter is not None:
            body = alter(body)
        if reset_at is not None or cut_at is not None:
            end = reset_at if reset_at is not None else cut_at
            self.wfile.write(body[: max(0, end - (start or 0))])
            if reset_at is not None:
                self.reset()
            self.close_connection = True
            return
        self.wfile.write(body)

    def _send_facts(self, stored, headers):
        service = self.service
        sums = {
            "crc32c": google_crc32c.Checksum(stored).digest(),
            "md5": hashlib.md5(stored, usedforsecurity=False).digest(),
        }
        lines = [f"{kind}={base64.b64encode(value).decode()}" for kind, value in sums.items()]
        if service.hashes == "joined":
            lines = [",".join(lines)]
        for line in lines if service.hashes else ():
            self.send_header("x-goog-hash", line)
        if service.etag:
            self.send_header("ETag", service.etag)
        if service.packed:
            self.send_header("Content-Encoding", "gzip")
            self.send_header("x-goog-stored-content-encoding", "gzip")
        for name, value in headers:
            self.send_header(name, value)

    def _start(self, stored):
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = self.headers.get("If-Range", self.service.etag) == self.service.etag
        return int(found[1]) if found and same and stored else None


# faults


def answers(status, value=None, **headers):
    def fault(handler):
        handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        handler.answer(status, value, **headers)
        return True

    return fault


def sends(status, body, kind="text/html"):
    def fault(handler):
        handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        handler.send(status, body, kind)
        return True

    return fault


def storage_error(status, code):
    def fault(handler):
        handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        handler.xml(status, code)
        return True

    return fault


def resets(handler):
    """Before anything is read."""
    handler.reset()
    return True


def resets_after(size):
    def fault(handler):
        handler.rfile.read(size)
        handler.reset()
        return True

    return fault


def takes_then(end):
    """The submission arrives and makes a job; its answer gets lost."""

    def fault(handler):
        handler.take(handler.read_json())
        return end(handler)

    return fault


def never_answers(seconds, *, read=True):
    def fault(handler):
        if read:
            handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        time.sleep(seconds)
        handler.close_connection = True
        return True

    return fault


def sends_result(**how):
    def fault(handler):
        handler.send_result(**how)
        return True

    return fault
