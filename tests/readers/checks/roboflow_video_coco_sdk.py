"""Roboflow's SDK: the segments as it sends them, to a server on this machine."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import facts
from roboflow.adapters import rfapi

(export,) = facts.asked()
received = []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        received.append(json.loads(json.loads(content)["annotationFile"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"success": true}')

    def log_message(self, *_):
        pass


def stretches(video):
    """(class, first frame, last frame): samples in a row on which it is there."""
    open_ends, found = {}, []
    for frame in video["frames"]:
        names = {thing["name"] for thing in frame["things"] or ()}
        found += [(name, *open_ends.pop(name)) for name in open_ends.keys() - names]
        for name in names:
            open_ends[name] = (open_ends.get(name, [frame["number"]])[0], frame["number"])
    return sorted(found + [(name, *ends) for name, ends in open_ends.items()])


server = HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
rfapi.API_URL = f"http://127.0.0.1:{server.server_port}"
for video in export.videos:
    file = export.path / f"{video['stem']}.video-coco.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    rfapi.annotate_video_segments("key", "space", "project", "video", document)
    (sent,) = received
    received.clear()
    (about,) = sent["videos"]
    told = [about[key] for key in ("width", "height", "fps", "duration", "frame_count")]
    last = video["frames"][-1]["number"]
    facts.same(told, [export.width, export.height, float(video["fps"]), video["seconds"], last + 1],
               "video", within=1e-6)  # fmt: skip
    names = {one["id"]: one["name"] for one in sent["categories"]}
    facts.same(names, {n + 1: name for n, name in export.classes.items()}, "classes")
    tick = about["time_base"]["numerator"] / about["time_base"]["denominator"]
    for one in sent["segments"]:
        times = [one["start_pts"] * tick, one["end_pts"] * tick]
        frames = [one["start_frame"] / video["fps"], one["end_frame"] / video["fps"]]
        facts.same(times, frames, "times", within=1e-6)
    found = [(names[s["category_id"]], s["start_frame"], s["end_frame"]) for s in sent["segments"]]
    facts.same(sorted(found), stretches(video), video["name"])
