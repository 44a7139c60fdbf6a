"""The sample for review is drawn within the limits of the build."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.consolidating import SOURCE

from dtsen_link.config import Config
from dtsen_link.review import sample


def test_what_does_not_fit_goes_where_the_build_spills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    def noted(**limits: Any) -> None:
        given.update(limits)
        raise InterruptedError

    monkeypatch.setattr(sample, "DuckDBEngine", noted)
    limits = {"threads": 2, "memory_limit": "1GB", "temp_limit": "5GB"}
    config = Config(release="2026Q4", sources=(SOURCE,), folder=tmp_path, **limits)
    with pytest.raises(InterruptedError):
        sample.write_sample(config, tmp_path / "sheet.csv", print, size=1, seed=1, unmask=False)
    assert given == {**limits, "temp_folder": tmp_path / "work" / "2026Q4" / "spill"}
