"""A JupyterLab of this very Python, for itself alone: on a free port, with folders of its own."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_FOLDERS = {
    "HOME": "home", "IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
}  # fmt: skip
_STARTS_WITHIN = 60
_ENDS_WITHIN = 20
# It would ask whether to look for news.
_QUIET = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}


@contextlib.contextmanager
def jupyter_lab(notebooks: Path, scratch: Path) -> Iterator[str]:
    """Start it and yield what an address of it begins and ends with, as "http://.../{}?token=...".

    Args:
        notebooks: The folder that it shows.
        scratch: A folder for all that it writes beside.
    """
    pytest.importorskip("jupyterlab", reason="jupyterlab is not installed")
    folders = {name: scratch / folder for name, folder in _FOLDERS.items()}
    for folder in folders.values():
        folder.mkdir(parents=True)
    labconfig = folders["JUPYTER_CONFIG_DIR"] / "labconfig"
    labconfig.mkdir()
    (labconfig / "page_config.json").write_text(json.dumps(_QUIET))
    # The kernel is to find the package that is tested, installed or not.
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    token = secrets.token_hex()
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
        "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={notebooks}", "--LabApp.extension_manager=readonly",
    ]  # fmt: skip
    log = scratch / "log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, stdout=said, stderr=said, cwd=notebooks,
            env=os.environ | {name: str(folder) for name, folder in folders.items()}
            | {"PYTHONPATH": path},
        )  # fmt: skip
    try:
        yield f"{_address(process, folders['JUPYTER_RUNTIME_DIR'], log)}{{}}?token={token}"
    finally:
        _end(process)


def _address(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """Wait until the server has told where it listens."""
    end = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        for told in runtime.glob("jpserver-*.json"):
            with contextlib.suppress(json.JSONDecodeError):  # half written
                about = json.loads(told.read_text())
                return f"http://127.0.0.1:{about['port']}/"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    pytest.fail(f"JupyterLab did not start; it said: {log.read_text(errors='replace')[-2000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, which ends its kernels; they end too where it has to be killed."""
    process.terminate()
    try:
        process.wait(_ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
