"""Runs in the environment of the published SDK: asks for jobs as its users do.

Arguments: the video, a JSON list of projects, a folder for the results. API_URL leads it to the
server. Prints one line of JSON: what each job gave.
"""

import json
import sys
import time
import warnings
from pathlib import Path

import roboflow

_REAL_SLEEP = time.sleep


def main():
    video, projects, folder = sys.argv[1], json.loads(sys.argv[2]), Path(sys.argv[3])
    warnings.simplefilter("ignore", DeprecationWarning)  # version.model, which users still use
    time.sleep = lambda _: _REAL_SLEEP(0.2)  # the SDK looks once a minute
    workspace = roboflow.Roboflow(api_key="my key of the sdk".replace(" ", "-")).workspace()
    told = {}
    for name in projects:
        version = workspace.project(name).version(1)
        result = run(version.model, video)
        (folder / f"{name}.json").write_text(json.dumps(result), encoding="utf-8")
        told[name] = sorted(result)
    newer = workspace.project(projects[0]).version(1).models()[0]  # the way that replaces .model
    told["models()"] = sorted(run(newer, video))
    told["clip"] = run(workspace.project(projects[0]).version(1).model, video, ["clip"])
    sys.stdout.write("\n" + json.dumps(told) + "\n")


def run(model, video, additional_models=None):
    job_id, signed_url, expires = model.predict_video(
        video, fps=5, prediction_type="batch-video", additional_models=additional_models
    )
    assert expires == "86400", expires
    assert signed_url.startswith("http://127.0.0.1:")
    return model.poll_until_video_results(job_id)


main()
