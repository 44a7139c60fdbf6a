"""Writes the account of two releases into a folder: diff.json for machines, index.html for people."""

from __future__ import annotations

from pathlib import Path

from dtsen_link.diff.account import Account
from dtsen_link.diff.page import render_account
from dtsen_link.errors import StorageError


def write_account(account: Account, folder: Path, *, top: int) -> tuple[Path, ...]:
    """Write index.html and diff.json.

    Args:
        account: what changed.
        folder: where to; made if it is not there, files of the same name are replaced.
        top: how many kabupaten the page shows at once.

    Returns:
        The files written.

    Raises:
        StorageError: the folder cannot be written.
    """
    texts = {
        folder / "index.html": render_account(account, top=top),
        folder / "diff.json": account.model_dump_json(indent=1) + "\n",
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"{error.filename or folder}: cannot write ({error.strerror}); choose another folder with --out"
        ) from error
    return tuple(texts)
