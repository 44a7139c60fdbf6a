"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# A busy machine is slow, not wrong: no deadline. In CI the same examples each time, so that a red build can be repeated.
settings.register_profile("project", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "project")
