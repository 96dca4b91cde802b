"""Store the results of jobs as they came: OUT/<job id>.json, with their records beside them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vidresults.batch.api_jobs import PREFIX, client_of, is_job
from vidresults.batch.tasks import Given, Made
from vidresults.batch.tasks.naming import delivered, file_name
from vidresults.batch.tasks.reading import base_id
from vidresults.errors import SelectionError
from vidresults.load import provenance_path


def check(settings: Mapping[str, Any]) -> None:
    """Refuse what would fail for every input; see `vidresults.batch.tasks.Task`."""
    client_of(settings)


def make(given: Given, folder: Path, _settings: Mapping[str, Any]) -> Made:
    """Copy one result; see `vidresults.batch.tasks.Task`."""
    if not is_job(given.uri):
        raise SelectionError(f"{given.uri} is no job: expected {PREFIX}ID")
    source_id = base_id(given)
    target = folder / file_name(source_id, ".json")
    shutil.copyfile(given.path, target)
    beside = provenance_path(given.path)
    if beside.is_file():
        shutil.copyfile(beside, provenance_path(target))
    return Made(source_ids=(source_id,), root=folder, outputs=delivered(folder))
