"""The configuration of a build: one dtsen.toml, one TOML file per source, one per model.

Files are TOML, because region codes survive it as text. Every model is frozen and refuses keys it does not know: a
misspelt key would otherwise be a setting silently not made.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from dtsen_link import resources
from dtsen_link.domain.survivorship import fault
from dtsen_link.errors import ConfigError
from dtsen_link.source_config import CARRIED_SOURCE, FrozenModel, SourceConfig

_MEMORY = re.compile(r"(?=.*[1-9])\d+(\.\d+)? ?[MGT]i?B", re.IGNORECASE | re.ASCII)
_ENGINES = ("duckdb", "spark")
PARTITION = "kode_prov"
# Consolidate counts who bears a value by one bit of a 64-bit number each, and the rule most_frequent tells no more apart.
MOST_SOURCES = 62
_MEMORY_FORM = 'must be a number above 0 and a unit (MB, GB, TB, MiB, GiB or TiB), as in "4GB"'


class StandardiseConfig(FrozenModel):
    """Limits of the standardise stage."""

    nik_placeholder_min: int = Field(
        default=5, ge=2, description="a NIK held by more distinct (name, birth date) pairs than this is a placeholder"
    )


class LinkConfig(FrozenModel):
    """Models and thresholds of the linkage."""

    person_model: str = Field(
        default="", description="a saved person model to reuse; empty takes the previous release's, or trains one"
    )
    family_model: str = Field(default="", description="the same for the family model")
    household_model: str = Field(default="", description="the same for the household model")
    retrain: bool = Field(default=False, description="train models anew though the previous release has some")
    reference_models: str = Field(
        default="",
        description="folder models/ of an earlier release, instead of the previous one's, to hold models against",
    )
    max_block_size: int = Field(default=500, ge=2, description="a blocking key held by more records is not used")
    max_rare_block_size: int = Field(
        default=5, ge=2, description="the same for a whole name with its birth year, anywhere"
    )
    max_train_pairs: int = Field(default=1_000_000, ge=10_000)
    join_probability: float = Field(default=0.8, gt=0.5, lt=1, description="pairs less probable are never joined")
    target_precision: float | None = Field(
        default=None, ge=0.9, lt=1, description="the lowest threshold that keeps it takes the place of join_probability"
    )
    member_join_probability: float = Field(default=0.5, ge=0.5, lt=1, description="the same inside a matched family")
    question_probability: float = Field(
        default=0.2, gt=0, lt=1, description="pairs from here up to the join go to people"
    )
    max_cluster_size: int = Field(default=30, ge=2)


class GateLimits(FrozenModel):
    """Limits of one gate, in place of the shipped ones (configs/gates.toml)."""

    min_fail: float | None = Field(default=None, description="below this the build stops")
    max_fail: float | None = Field(default=None, description="above this the build stops")
    min_warn: float | None = Field(default=None, description="below this the report warns")
    max_warn: float | None = Field(default=None, description="above this the report warns")


class SparkConfig(FrozenModel):
    """Where Spark runs, and how, for builds with engine = "spark"."""

    master: str = Field(
        default="", description="local[4], yarn, k8s://..., spark://...; empty leaves it to spark-submit"
    )
    settings: dict[str, str] = Field(default={}, description='Spark settings by name, as in "spark.executor.memory"')


class QueueConfig(FrozenModel):
    """How conflicts go to people."""

    unmask: bool = Field(default=False, description="write NIK, KK and names in full into the queue files")
    max_open_conflicts: int = Field(default=0, ge=0, description="more open conflicts stop the build; 0 is no limit")
    formats: tuple[Literal["parquet", "csv", "xlsx"], ...] = ("parquet", "csv", "xlsx")


class Config(FrozenModel):
    """Everything one build needs to know; same configuration and same input give the same release."""

    release: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", description="name of the release's folder")
    out: str = "releases"
    work: str = "work"
    seed: int = 20_260_101
    threads: int = Field(default=0, ge=0)
    memory_limit: str = ""
    temp_limit: str = Field(default="", description="most that may be spilled to disk at a time, as in 100GB")
    engine: Literal["duckdb", "spark"] = Field(default="duckdb", description="what the stages after ingest run on")
    partition: Literal["", "kode_prov"] = Field(
        default="", description="kode_prov: province after province, in the memory of the largest; needs saved models"
    )
    previous: str = Field(default="", description="the release of the quarter before; ids last from there")
    increment_from: str = Field(
        default="",
        description="work folder of an earlier build to take over from; empty: this release's own, else the previous one's",
    )
    decisions: str = Field(
        default="decisions", description="folder with the ledger of people's decisions; may be missing"
    )
    id_key_file: str = Field(default="id.key", description="secret that person and family ids are made with")
    spark: SparkConfig = SparkConfig()
    standardise: StandardiseConfig = StandardiseConfig()
    link: LinkConfig = LinkConfig()
    survivorship: dict[str, tuple[str, ...]] = Field(
        default={}, description="field -> rules in order; see survivorship.toml"
    )
    queues: QueueConfig = QueueConfig()
    gates: dict[str, GateLimits] = Field(default={}, description="gate -> limits in place of those in gates.toml")
    sources: tuple[SourceConfig, ...] = Field(min_length=1)
    folder: Path = Field(default=Path(), description="folder of dtsen.toml; relative paths start there")

    @field_validator("survivorship")
    @classmethod
    def _known_rules(cls, rules: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        faults = [problem for field, chosen in rules.items() if (problem := fault(field, chosen))]
        if faults:
            raise ValueError("; ".join(faults))
        return rules

    @field_validator("gates")
    @classmethod
    def _known_gates(cls, gates: dict[str, GateLimits]) -> dict[str, GateLimits]:
        known = sorted(_read_toml(resources.configs_dir() / "gates.toml"))
        unknown = sorted(set(gates) - set(known))
        if unknown:
            raise ValueError(f"unknown gate {', '.join(unknown)}; the gates are {', '.join(known)}")
        return gates

    @field_validator("memory_limit", "temp_limit")
    @classmethod
    def _known_amount(cls, amount: str) -> str:
        if amount and not _MEMORY.fullmatch(amount.strip()):
            raise ValueError(_MEMORY_FORM)
        return amount.strip()

    @model_validator(mode="after")
    def _nameable_sources(self) -> Config:
        names = [source.name for source in self.sources]
        if CARRIED_SOURCE in names:
            raise ValueError(
                f"no source may be called {CARRIED_SOURCE}: the previous release takes part under this name"
            )
        if len(set(names)) < len(names):
            raise ValueError(f"two sources bear one name: {', '.join(sorted(names))}")
        if len(names) > MOST_SOURCES:
            raise ValueError(
                f"{len(names)} sources; at most {MOST_SOURCES} are read. "
                "Several files of one registry stand under `files` of one source"
            )
        return self

    def path(self, text: str) -> Path:
        """A path of the configuration, relative ones seen from dtsen.toml."""
        return self.folder / text

    def saved_model(self, model: str) -> Path | None:
        """The saved model "person", "family" or "household" to score with; None where one is to be trained.

        One that is named comes first, then that of the previous release: a frozen model is what a quarter begins with.
        """
        named: str = getattr(self.link, f"{model}_model")
        if named:
            return self.path(named)
        kept = self.path(self.previous) / "models" / f"{model}.json"
        return kept if self.previous and not self.link.retrain and kept.is_file() else None

    def reference_folder(self) -> Path | None:
        """Where the models lie that this build's are held against; None where there are none."""
        if self.link.reference_models:
            return self.path(self.link.reference_models)
        return self.path(self.previous) / "models" if self.previous else None

    def extra_names(self) -> tuple[str, ...]:
        """Every extra that a source carries, in alphabetical order."""
        return tuple(sorted({name for source in self.sources for name in source.extra}))

    def source(self, name: str) -> SourceConfig:
        """The source of that name."""
        return next(source for source in self.sources if source.name == name)


def load_config(path: Path) -> Config:
    """Read dtsen.toml and the source files it names.

    Each `[[sources]]` entry may start from a file (`preset = "sources/dtks.toml"`, looked for beside dtsen.toml and then
    among the shipped presets); keys of the entry replace those of the file.

    Raises:
        ConfigError: file missing or no TOML, a key unknown, a value not allowed.
    """
    data = _read_toml(path)
    folder = path.resolve().parent
    sources = data.get("sources", [])
    if not isinstance(sources, list) or not all(isinstance(entry, dict) for entry in sources):
        raise ConfigError(f"{path}: sources must be a list of tables, written [[sources]]")
    merged = [_with_preset(entry, folder, path) for entry in sources]
    return _validated(path, {**data, "sources": merged, "folder": folder})


def _with_preset(entry: dict[str, Any], folder: Path, path: Path) -> dict[str, Any]:
    preset = entry.get("preset")
    if preset is None:
        return entry
    if not isinstance(preset, str):
        raise ConfigError(f"{path}: sources.preset: must be the path of a source file in quotes (given: {preset!r})")
    candidates = (folder / preset, resources.configs_dir() / preset)
    found = next((candidate for candidate in candidates if candidate.is_file()), None)
    if found is None:
        raise ConfigError(f'{path}: sources.preset = "{preset}": no such file beside {path.name} or among the presets')
    own = {key: value for key, value in entry.items() if key != "preset"}
    return {**_read_toml(found), **own}


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file. `dtsen-link init DIR` writes a commented one.") from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: is a folder; name the dtsen.toml inside it") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}). Correct the path or its permissions.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None


def _validated(path: Path, data: dict[str, Any]) -> Config:
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        items = [item for item in error.errors() if not _is_echo(data, item)]
        raise ConfigError("\n".join(_explain(path, data, item) for item in items)) from None


def _is_echo(data: dict[str, Any], item: Any) -> bool:
    """Whether an error only says that no source is left once the wrong ones are taken out."""
    return item["type"] == "too_short" and item["loc"] == ("sources",) and bool(data["sources"])


def _explain(path: Path, data: dict[str, Any], item: Any) -> str:
    parts = list(item["loc"])
    if parts[:1] == ["sources"] and len(parts) > 1 and isinstance(parts[1], int):
        name = data["sources"][parts[1]].get("name", parts[1])
        parts[:2] = [f"sources[{name}]"]
    key = ".".join(str(part) for part in parts) or "(file)"
    if item["type"] == "extra_forbidden":
        return (
            f"{path}: {key}: unknown key; check its spelling against the commented configuration of `dtsen-link init`"
        )
    if item["type"] == "missing":
        return f"{path}: {key}: missing, but needed"
    given = "" if isinstance(item["input"], dict | list) else f" (given: {item['input']!r})"
    return f"{path}: {key}: {item['msg'].removeprefix('Value error, ')}{given}"


def with_overrides(
    config: Config,
    *,
    threads: int | None,
    memory_limit: str | None,
    unmask: bool,
    previous: Path | None = None,
    retrain: bool = False,
    increment_from: Path | None = None,
    partition: str | None = None,
) -> Config:
    """The configuration with what the command line says in place of what the file says."""
    changes: dict[str, Any] = {}
    if partition is not None:
        if partition not in ("", PARTITION):
            raise ConfigError(
                f'--partition: must be {PARTITION}, or "" for a build of the whole (given: {partition!r})'
            )
        changes["partition"] = partition
    if previous is not None:
        changes["previous"] = str(previous.resolve())
    if increment_from is not None:
        changes["increment_from"] = str(increment_from.resolve())
    if retrain:
        changes["link"] = config.link.model_copy(update={"retrain": True})
    if threads is not None:
        changes["threads"] = threads
    if memory_limit is not None:
        if not _MEMORY.fullmatch(memory_limit.strip()):
            raise ConfigError(f"--memory-limit: {_MEMORY_FORM} (given: {memory_limit!r})")
        changes["memory_limit"] = memory_limit.strip()
    if unmask:
        changes["queues"] = config.queues.model_copy(update={"unmask": True})
    return config.model_copy(update=changes)


def with_engine(config: Config, engine: str | None, master: str | None) -> Config:
    """The configuration with the engine, and the address of Spark, that the command line names."""
    if engine is not None and engine not in _ENGINES:
        raise ConfigError(f"--engine: must be {' or '.join(_ENGINES)} (given: {engine!r})")
    chosen = config.model_copy(update={"engine": engine or config.engine})
    if master is None:
        return chosen
    if chosen.engine != "spark":
        raise ConfigError(f"--master {master}: only a build on Spark has one; add --engine spark, or leave it out")
    return chosen.model_copy(update={"spark": chosen.spark.model_copy(update={"master": master})})
