"""Libraries that choose their threads when they are loaded keep to those of the build."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.building import new_project

# A process of its own: here all of them are loaded. The program must not have loaded one before it knows the number.
_RUN = """
import contextlib, sys
from dtsen_link.cli import app
with contextlib.suppress(BaseException):
    app(sys.argv[1:], standalone_mode=False)
import polars, pyarrow
print("threads", polars.thread_pool_size(), pyarrow.cpu_count())
"""


@pytest.mark.parametrize(
    "arguments",
    [("build", "--until", "ingest"), ("model", "train", "--out", "nowhere"), ("check",)],
    ids=lambda a: a[0],
)
def test_no_library_takes_more_threads_than_a_build_may(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    folder = new_project(tmp_path / "registry")
    # Whatever the command then says of it, nothing else has to be done.
    for delivery in (folder / "deliveries").iterdir():
        delivery.unlink()
    command = [sys.executable, "-c", _RUN, *arguments, "--threads", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.stdout.splitlines()[-1] == "threads 1 1", done.stderr
