"""Folders that are whole or not there: written under another name, put in place by renaming, removed where something fails."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dtsen_link.errors import StorageError


def put_in_place(temporary: Path, final: Path) -> None:
    """Put a finished release in place; readers see the old one or the new one, never half of one."""
    retired = final.with_name(f".{final.name}.old")
    shutil.rmtree(retired, ignore_errors=True)
    if final.exists():
        final.rename(retired)
    temporary.rename(final)
    shutil.rmtree(retired, ignore_errors=True)


@contextmanager
def removed_on_failure(temporary: Path) -> Iterator[None]:
    """A folder that is renamed when it is whole. A build that fails, perhaps for want of disk, must not keep half of one."""
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        yield
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


@contextmanager
def scratch_removed(work: Path) -> Iterator[None]:
    """Without what a killed build left behind, and without what this one spilled, however it ends."""
    for left_behind in (*work.glob(".*.tmp"), work / "spill"):
        shutil.rmtree(left_behind, ignore_errors=True)
    try:
        yield
    finally:
        shutil.rmtree(work / "spill", ignore_errors=True)


@contextmanager
def storage_errors(work: Path) -> Iterator[None]:
    """Turn a full disk or a missing permission into words; whatever was being written had a temporary name."""
    try:
        yield
    except PermissionError as error:
        raise StorageError(
            f"{error.filename}: no permission to write here; choose another folder (out, work)"
        ) from error
    except (FileExistsError, NotADirectoryError) as error:
        raise StorageError(
            f"{error.filename}: a file is in the way of a folder; choose another one (out, work)"
        ) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StorageError(
                f"{error.filename or work}: the disk is full; free space or choose another folder (work, out)"
            ) from error
        raise
