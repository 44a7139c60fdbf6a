"""Whether the tables in a work folder are those of the release of its name.

A dry run, a build that stopped and `--until` leave tables in `work` that nobody has published. Who reads tables there speaks of
them, and has to say so.
"""

from __future__ import annotations

import json

from dtsen_link import pipeline
from dtsen_link.config import Config
from dtsen_link.stage import DamagedError


def unpublished(config: Config, last: str) -> str:
    """That the tables of the stages up to one are not those of the release, in words.

    Empty where they are, and where an older manifest does not tell.
    """
    place = config.path(config.out) / config.release
    try:
        manifest = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return (
            f"These figures are of a build that was not published: {place} holds no release. It was a dry run, "
            "did not get to its end, or its release was moved."
        )
    published = manifest.get("fingerprints", {})
    names = pipeline.stage_names()[: pipeline.stage_names().index(last) + 1]
    other = [name for name in names if name in published and _fingerprint(config, name) != published[name]]
    if not other:
        return ""
    return (
        f"These figures are of a build that was not published, not of the release in {place}: since then {', '.join(other)} "
        "ran again on other deliveries, settings or decisions (a dry run, or a build that did not get to its end). "
        "`dtsen-link build` to the end brings both together."
    )


def _fingerprint(config: Config, name: str) -> str:
    """What the tables of a stage were made of; empty where its folder does not tell."""
    try:
        return str(pipeline.stage_folder(config, name).record()["fingerprint"])
    except DamagedError:
        return ""
