"""The files of the user's that a build reads, as one hash: another delivery, crosswalk, model or id key makes another release."""

from __future__ import annotations

from pathlib import Path

from dtsen_link import fingerprint
from dtsen_link.config import Config
from dtsen_link.errors import ConfigError
from dtsen_link.ingest.deliveries import delivered_files
from dtsen_link.linkage.frequencies import FREQUENCY_FILE


def of_inputs(config: Config) -> str:
    """Hash of every file of the user's that a stage reads; a stage that reads another one must have it named here."""
    deliveries = [path for source in config.sources for path in delivered_files(config, source)]
    crosswalks = [source.region_crosswalk for source in config.sources]
    link = config.link
    models = [link.person_model, link.family_model, link.household_model, "models/person.toml", "models/family.toml"]
    if link.reference_models:
        models += [f"{link.reference_models}/{model}.json" for model in ("person", "family", "household")]
    if link.person_model:
        models.append(str(Path(link.person_model).parent / FREQUENCY_FILE))
    # Another id key makes other ids out of the same deliveries.
    named = [name for name in (*crosswalks, *models, config.id_key_file) if name]
    return fingerprint.combine(
        *(_of_input(path) for path in deliveries), *(f"{name} {_of_input(config.path(name))}" for name in named)
    )


def _of_input(path: Path) -> str:
    try:
        return fingerprint.of_file(path) if path.is_file() else "absent"
    except PermissionError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}); give the user who runs the build the right to read this file"
        ) from None
