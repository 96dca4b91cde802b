"""The API as a program without this package would call it, and videos to send to it."""

import time
from fractions import Fraction
from pathlib import Path

import av
import requests
from av.video.frame import VideoFrame

OCTETS = {"Content-Type": "application/octet-stream"}
KEY = "a-key-that-nobody-may-see"
_LONGEST_WAIT = 60


class Api:
    """One user of one server."""

    def __init__(self, url, key=KEY):
        self.url = url
        self.key = key

    def post(self, path, json=None, **more):
        return requests.post(
            f"{self.url}{path}", params={"api_key": self.key}, json=json, timeout=30, **more
        )

    def get(self, path, **params):
        return requests.get(f"{self.url}{path}", params={"api_key": self.key, **params}, timeout=30)

    def sign(self, file_name="a.mp4"):
        return self.post("/video_upload_signed_url", {"file_name": file_name}).json()["signed_url"]

    def upload(self, data, file_name="a.mp4"):
        """Upload bytes or a file and return the signed URL."""
        url = self.sign(file_name)
        content = data.read_bytes() if isinstance(data, Path) else data
        assert requests.put(url, data=content, headers=OCTETS, timeout=60).status_code == 200
        return url

    def submit(self, input_url, *models, fps=5):
        body = {"input_url": input_url, "infer_fps": fps, "models": list(models or (model(),))}
        return self.post("/videoinfer/", body)

    def status(self, job_id):
        return self.get("/videoinfer/", job_id=job_id)

    def wait(self, job_id):
        """The status document of the ended job."""
        deadline = time.monotonic() + _LONGEST_WAIT
        while time.monotonic() < deadline:
            answer = self.status(job_id)
            assert answer.status_code == 200, answer.text
            if answer.json()["status"] != 1:
                return answer.json()
            time.sleep(0.05)
        raise TimeoutError(job_id)

    def run(self, data, *models, fps=5):
        """The result of a job from start to end."""
        job_id = self.submit(self.upload(data), *models, fps=fps).json()["job_id"]
        status = self.wait(job_id)
        assert status["status"] == 0, status
        return requests.get(status["output_signed_url"], timeout=30)


def model(name="scene-state/1", task="classification", **params):
    """A model of a submission."""
    slug, version = name.split("/")
    more = {"inference_params": params} if params else {}
    return {"model_id": slug, "model_version": version, "inference_type": task, **more}


def make_video(path, pictures, rate=10, pts=None):
    """Write pictures (BGR) as H.264 without visible loss; `pts` are in ticks of 1/1000 s."""
    with av.open(str(path), "w") as output:
        stream = output.add_stream(
            "libx264", rate=rate, options={"crf": "4", "bf": "0", "preset": "ultrafast"}
        )
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        if pts is not None:
            stream.codec_context.time_base = stream.time_base = Fraction(1, 1000)
        for number, picture in enumerate(pictures):
            frame = VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = number if pts is None else pts[number]
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path
