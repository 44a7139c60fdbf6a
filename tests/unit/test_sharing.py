"""Files that need one costly set-up are run by one worker."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.sharing import TOGETHER

ROOT = Path(__file__).parents[2]
USES = {"the Spark session": r"spark_(session|engine)\b", "the linked town": r"^from tests\.town import"}


@pytest.mark.parametrize("shared", TOGETHER)
def test_the_files_kept_together_are_those_that_share_it(shared: str) -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if re.search(USES[shared], path.read_text(encoding="utf-8"), re.MULTILINE) and path != Path(__file__)
    }
    assert set(TOGETHER[shared]) == users
