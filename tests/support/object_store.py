"""An S3-speaking server on this machine, and a way to it on which connections break."""

import contextlib
import http.client
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
from moto.server import ThreadedMotoServer

KEY, SECRET = "AKIDFORTESTSONLY0000", "secret/of+the-tests0000000000000000000000"


@contextlib.contextmanager
def object_store():
    """Run the server; its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()
        server._server.server_close()


def environment(endpoint):
    """The environment in which the server is the object store, and no other is asked."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
        "AWS_MAX_ATTEMPTS": "1",  # s3fs tries again by itself
    }


class Bucket:
    """A bucket, seen with Amazon's own library."""

    def __init__(self, endpoint, name):
        self.name = name
        self.client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
        )
        self.client.create_bucket(Bucket=name)

    def put(self, key, content):
        self.client.put_object(Bucket=self.name, Key=key, Body=content)

    def get(self, key):
        with contextlib.closing(self.client.get_object(Bucket=self.name, Key=key)["Body"]) as body:
            return body.read()

    def objects(self):
        """Tag and time of every object, by its key."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name)
        found = [one for page in pages for one in page.get("Contents", [])]
        return {one["Key"]: (one["ETag"], one["LastModified"]) for one in found}

    def unfinished(self):
        """Keys of the uploads in parts that were neither completed nor aborted."""
        told = self.client.list_multipart_uploads(Bucket=self.name)
        return [upload["Key"] for upload in told.get("Uploads", [])]

    def copy_to(self, folder, prefix):
        """All objects below as files."""
        for key in self.objects():
            if key.startswith(f"{prefix}/"):
                target = folder / key.removeprefix(f"{prefix}/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(self.get(key))


class BreakingWay:
    """A proxy that passes all on, and while `breaks` is set drops what it says half way.

    Attributes:
        endpoint: Its address.
        breaks: Told method, path with query, and length of the body; whether to break.
        broken: Path with query of each request that was broken off.
        seen: Method, path with query, and range of every request.
    """

    def __init__(self, endpoint):
        self.breaks = lambda *_: False
        self.broken, self.seen = [], []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.way, self._server.there = self, endpoint.removeprefix("http://")
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Passes a request on; its server knows the way, and where that leads."""

    protocol_version = "HTTP/1.1"

    def pass_on(self):
        way, size = self.server.way, int(self.headers.get("Content-Length", 0))
        way.seen.append((self.command, self.path, self.headers.get("Range")))
        broken = way.breaks(self.command, self.path, size)
        with contextlib.closing(http.client.HTTPConnection(self.server.there)) as onward:
            onward.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in ("expect", "connection"):
                    onward.putheader(name, value)
            onward.endheaders()
            if broken:
                way.broken.append(self.path)
                onward.send(self.rfile.read(size // 2))
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            if size:
                onward.send(self.rfile.read(size))
            self._answer(onward.getresponse())

    def _answer(self, answer):
        content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(name, value)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else None
        self.send_header("Content-Length", length or len(content))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


for _method in ("GET", "PUT", "POST", "DELETE", "HEAD"):
    setattr(_Handler, f"do_{_method}", _Handler.pass_on)
