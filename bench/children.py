"""Processes of their own, so that each is measured alone: wall seconds, peak memory, and both per stage of a build."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_LOOK_EVERY = 0.1
_STAGE = re.compile(r"^(\w+) \.\.\.$", re.MULTILINE)
_DONE = re.compile(r"^done (\w+) +([0-9.]+) s", re.MULTILINE)
_GIB = 2**30


@dataclass
class Child:
    """One finished process.

    Attributes:
        name: what it did.
        code: exit code.
        seconds: wall time.
        gib: peak memory of it and of the children it waited for.
        stage_gib: most memory seen while a stage was at work, where the process names stages and /proc tells memory.
        output: what it printed.
    """

    name: str
    code: int
    seconds: float
    gib: float
    output: str = field(repr=False)
    stage_gib: dict[str, float] = field(default_factory=dict)

    @property
    def stage_seconds(self) -> dict[str, float]:
        """Wall seconds of each stage that a build says it has done, the release as the last."""
        return {stage: float(seconds) for stage, seconds in _DONE.findall(self.output)}


def run_child(name: str, arguments: Sequence[str]) -> Child:
    """Run a process to its end; its rusage is its own, whatever else this program has run."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        process = subprocess.Popen(arguments, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT)
        stage_gib: dict[str, float] = {}
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        while not ended:
            time.sleep(_LOOK_EVERY)
            _look(process.pid, output.fileno(), stage_gib)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        # ru_maxrss is in KiB on Linux and in bytes on macOS.
        peak = usage.ru_maxrss / (_GIB if sys.platform == "darwin" else _GIB / 1024)
        return Child(name, process.returncode, round(seconds, 2), round(peak, 3), output.read(), stage_gib)


def checked(child: Child) -> Child:
    """The child, if it ended well."""
    if child.code:
        raise SystemExit(f"{child.name} ended with exit code {child.code}:\n{child.output}")
    return child


def program(*arguments: str) -> list[str]:
    """A call of dtsen-link."""
    return [sys.executable, "-m", "dtsen_link", *arguments]


def script(name: str, *arguments: str) -> list[str]:
    """A call of a script beside this one."""
    return [sys.executable, str(Path(__file__).with_name(name)), *arguments]


def _look(pid: int, output: int, stage_gib: dict[str, float]) -> None:
    """Add what the process and its children hold now to the stage that it last named."""
    stages = _STAGE.findall(os.pread(output, 2**20, 0).decode("utf-8", "replace"))
    held = _held(pid)
    if stages and held is not None:
        stage_gib[stages[-1]] = max(stage_gib.get(stages[-1], 0.0), round(held / _GIB, 3))


def _held(pid: int) -> int | None:
    """Resident bytes of a process and all below it; None where there is no /proc."""
    try:
        resident = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (OSError, IndexError):
        return None
    return resident * os.sysconf("SC_PAGE_SIZE") + sum(_held(int(child)) or 0 for child in below)
