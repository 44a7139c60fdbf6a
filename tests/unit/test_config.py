"""A configuration is read whole or refused with the file, the key and what is allowed."""

from __future__ import annotations

import errno
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from dtsen_link import resources
from dtsen_link.config import MOST_SOURCES, Config, load_config, with_engine, with_overrides
from dtsen_link.errors import ConfigError
from dtsen_link.source_config import CODED_VALUES

SOURCE = """
name = "satu"
files = ["satu.csv"]
data_date = 2025-01-01
family_unit = "kk"
region_codes = "kemendagri"
[columns]
source_record_id = "id"
source_family_id = "keluarga"
nama = "nama"
"""


def write(folder: Path, build: str, source: str = SOURCE) -> Path:
    (folder / "satu.toml").write_text(source, encoding="utf-8")
    path = folder / "dtsen.toml"
    path.write_text(build, encoding="utf-8")
    return path


def load(folder: Path, build: str = "", source: str = SOURCE) -> Config:
    head = 'release = "r1"\n' if "release" not in build else ""
    return load_config(write(folder, f'{head}{build}\n[[sources]]\npreset = "satu.toml"\n', source))


def test_shipped_configuration_is_valid() -> None:
    config = load_config(resources.configs_dir() / "dtsen.toml")
    assert [source.name for source in config.sources] == ["dtks", "regsosek", "p3ke"]


def shipped_in_full() -> str:
    """The shipped dtsen.toml with every key that is commented out."""
    text = (resources.configs_dir() / "dtsen.toml").read_text(encoding="utf-8")
    return "\n".join(
        line.removeprefix("# ") if line.startswith("# ") and " = " in line else line for line in text.splitlines()
    )


def test_every_key_shown_commented_out_is_valid_and_shows_its_default(tmp_path: Path) -> None:
    path = tmp_path / "dtsen.toml"
    path.write_text(shipped_in_full(), encoding="utf-8")
    commented, plain = load_config(path), load_config(resources.configs_dir() / "dtsen.toml")
    assert commented.model_dump(exclude={"folder"}) == plain.model_dump(exclude={"folder"})


def keys(model: type[BaseModel], prefix: str = "") -> set[str]:
    """Every key of a configuration, with those of its tables."""
    found = set()
    for name, field in model.model_fields.items():
        table = field.annotation
        below = isinstance(table, type) and issubclass(table, BaseModel)
        found |= keys(table, f"{prefix}{name}.") if below else {f"{prefix}{name}"}
    return found


def test_every_key_stands_in_the_shipped_configuration() -> None:
    shown = tomllib.loads(shipped_in_full())
    there = {f"{name}.{key}" for name, value in shown.items() if isinstance(value, dict) for key in value} | set(shown)
    missing = keys(Config) - there
    # load_config sets the one; the other has no default that could be shown, so a comment tells of it.
    assert missing == {"folder", "link.target_precision"}
    assert "# target_precision " in shipped_in_full()


def test_defaults_need_not_be_written(tmp_path: Path) -> None:
    config = load(tmp_path)
    assert (config.out, config.work, config.threads) == ("releases", "work", 0)
    assert config.source("satu").trust == 50


def test_relative_paths_start_at_the_configuration(tmp_path: Path) -> None:
    assert load(tmp_path).path("work") == tmp_path / "work"


def test_keys_of_an_entry_replace_those_of_its_preset(tmp_path: Path) -> None:
    path = write(tmp_path, 'release = "r1"\n[[sources]]\npreset = "satu.toml"\ntrust = 7\nfiles = ["lain.csv"]\n')
    assert (load_config(path).source("satu").trust, load_config(path).source("satu").files) == (7, ("lain.csv",))


def test_presets_are_looked_for_among_the_shipped_ones_too(tmp_path: Path) -> None:
    path = write(tmp_path, 'release = "r1"\n[[sources]]\npreset = "sources/dtks.toml"\n')
    assert load_config(path).source("dtks").family_unit == "ruta"


def test_one_source_alone_is_enough_and_may_lack_nik_kk_and_families(tmp_path: Path) -> None:
    source = SOURCE.replace('family_unit = "kk"', 'family_unit = "none"').replace('source_family_id = "keluarga"\n', "")
    assert "nik" not in load(tmp_path, source=source).source("satu").columns


@pytest.mark.parametrize(
    ("build", "source", "message"),
    [
        ("thread = 2", SOURCE, "dtsen.toml: thread: unknown key"),
        ("[link]\nmax_block = 2", SOURCE, "dtsen.toml: link.max_block: unknown key"),
        ("threads = -1", SOURCE, "threads: Input should be greater than or equal to 0 (given: -1)"),
        ('release = "../elsewhere"', SOURCE, "release:"),
        ("", SOURCE.replace("nama =", "nma ="), "columns: unknown column nma; allowed are"),
        ("", SOURCE.replace('source_record_id = "id"', ""), "source_record_id must name the column"),
        ("", SOURCE.replace('nama = "nama"', ""), "nama must name the column"),
        ("", SOURCE.replace('source_family_id = "keluarga"', ""), 'family_unit is "kk", so columns.source_family_id'),
        ("", SOURCE.replace('"kk"', '"rumah"'), "sources[satu].family_unit: Input should be 'kk', 'ruta', 'couple'"),
        ("", SOURCE.replace("data_date = 2025-01-01", ""), "sources[satu].data_date: missing, but needed"),
        ("", SOURCE + '[colums]\nnik = "n"', "sources[satu].colums: unknown key"),
        ("release = [", SOURCE, "not valid TOML"),
        ('[survivorship]\nnamma = ["trust"]', SOURCE, "survivorship: namma: no such field; fields are"),
        ('[survivorship]\nnama = ["newest"]', SOURCE, "survivorship: nama: no rule 'newest'; rules are"),
        (
            "",
            SOURCE + '[values.agama]\n"1" = "ISLAM"',
            "sources[satu].values: agama: no column with a list of values; these are",
        ),
        (
            "",
            SOURCE + '[values.nama]\nA = "B"',
            "these are jenis_kelamin, shdk, status_kawin, keberadaan, padan_dukcapil",
        ),
        ("", SOURCE + '[values.jenis_kelamin]\n"1" = "X"', "values.jenis_kelamin: 'X' is none of our values"),
        (
            "",
            SOURCE + '[values.shdk]\nKEPALA = "9"',
            "'9' is none of our values; write delivered = ours, ours being one of 1, 2,",
        ),
        ("", SOURCE + '[values.status_kawin]\nK = "kawin"', "one of 1, 2, 3, 4"),
        ("", SOURCE + '[values.keberadaan]\n"1" = "HIDUP"', "one of ADA, MENINGGAL"),
        ("", SOURCE + '[values.padan_dukcapil]\n"1" = "Y"', "one of ya, tidak"),
        (
            "",
            SOURCE.replace("family_unit", 'date_formats = ["%Q-%J"]\nfamily_unit'),
            "date_formats: '%Q-%J' cannot be read",
        ),
        ("", SOURCE.replace("family_unit", 'date_formats = ["%d-%m"]\nfamily_unit'), "it must name a year"),
        ("", SOURCE + '[extra]\n"Nama Ibu" = "IBU"', "extra: 'Nama Ibu': a name is made of lower case letters"),
        ("", SOURCE + '[extra]\nibu = ""', "extra: ibu: names no column of the delivery"),
        (
            "",
            SOURCE.replace("family_unit", 'sensitive = ["SAKIT"]\nfamily_unit') + '[extra]\nsakit = "SAKIT"',
            "SAKIT: stands under sensitive, which is never used for linking, and under extra",
        ),
        (
            "",
            SOURCE.replace("family_unit", "date_formats = []\nfamily_unit"),
            "date_formats: Tuple should have at least 1",
        ),
    ],
)
def test_a_wrong_configuration_names_the_key_and_what_is_allowed(
    tmp_path: Path, build: str, source: str, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, build, source)
    assert message in str(caught.value)
    assert "dtsen.toml" in str(caught.value)


def test_all_errors_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, "thread = 2\nmemory = 3")
    assert len(str(caught.value).splitlines()) == 2


def test_two_sources_of_one_name_are_refused(tmp_path: Path) -> None:
    entry = '[[sources]]\npreset = "satu.toml"\n'
    with pytest.raises(ConfigError, match="two sources bear one name"):
        load_config(write(tmp_path, f'release = "r1"\n{entry}{entry}'))


def test_more_sources_than_there_are_bits_are_refused(tmp_path: Path) -> None:
    entry = '[[sources]]\npreset = "satu.toml"\nname = "s{}"\n'
    sources = [entry.format(number) for number in range(MOST_SOURCES + 1)]
    assert len(load_config(write(tmp_path, 'release = "r1"\n' + "".join(sources[1:]))).sources) == MOST_SOURCES
    with pytest.raises(ConfigError, match="63 sources; at most 62 are read"):
        load_config(write(tmp_path, 'release = "r1"\n' + "".join(sources)))


def test_no_source_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="sources"):
        load_config(write(tmp_path, 'release = "r1"\n'))


def test_sources_written_as_one_table_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\[\[sources\]\]"):
        load_config(write(tmp_path, 'release = "r1"\n[sources]\npreset = "satu.toml"\n'))


def test_a_preset_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"tiada\.toml"):
        load_config(write(tmp_path, 'release = "r1"\n[[sources]]\npreset = "tiada.toml"\n'))


def test_a_missing_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="dtsen-link init"):
        load_config(tmp_path / "dtsen.toml")


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is a folder"):
        load_config(tmp_path)


def test_command_line_replaces_what_the_file_says(tmp_path: Path) -> None:
    config = with_overrides(load(tmp_path, "threads = 4"), threads=1, memory_limit="2GB", unmask=True)
    assert (config.threads, config.memory_limit, config.queues.unmask) == (1, "2GB", True)


def test_command_line_leaves_alone_what_it_does_not_say(tmp_path: Path) -> None:
    config = load(tmp_path, 'threads = 4\nmemory_limit = "3GB"')
    assert with_overrides(config, threads=None, memory_limit=None, unmask=False) == config


def test_an_unknown_key_in_the_only_source_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, source=SOURCE.replace("[columns]", "delimter = 1\n[columns]"))
    assert len(str(caught.value).splitlines()) == 1
    assert "sources[satu].delimter: unknown key" in str(caught.value)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        ('sources = ["a"]', "sources must be a list of tables"),
        ("sources = [1, 2]", "sources must be a list of tables"),
        ("[[sources]]\npreset = 5", "sources.preset: must be the path of a source file in quotes (given: 5)"),
        ("[[sources]]\npreset = []", "sources.preset: must be the path"),
    ],
)
def test_sources_and_presets_of_a_wrong_type_are_refused(tmp_path: Path, build: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, f'release = "r1"\n{build}\n'))
    assert message in str(caught.value)


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"dtsen\.toml: cannot be read \(Not a directory\)"):
        load_config(tmp_path / "d.csv" / "dtsen.toml")


def test_a_configuration_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: Path, **_: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    path = write(tmp_path, 'release = "r1"\n')
    monkeypatch.setattr(Path, "read_text", forbidden)
    with pytest.raises(ConfigError, match=r"dtsen\.toml: cannot be read \(Permission denied\)"):
        load_config(path)


def test_the_values_a_source_may_map_to_are_those_of_the_code_lists() -> None:
    lists = [
        line.split(",") for line in resources.reference_file("code_lists.csv").read_text(encoding="utf-8").splitlines()
    ]
    for column in ("jenis_kelamin", "status_kawin", "keberadaan"):
        assert CODED_VALUES[column] == tuple(row[1] for row in lists if row[0] == column)
    words = [
        line.split(",")
        for line in resources.reference_file("nilai_bawaan.csv").read_text(encoding="utf-8").splitlines()
    ]
    for column, allowed in CODED_VALUES.items():
        assert {row[2] for row in words if row[0] == column} <= set(allowed)


@pytest.mark.parametrize("amount", ["4GB", "512 MiB", "1.5tb", "0.5GB"])
def test_an_amount_of_memory_is_a_number_and_a_unit(tmp_path: Path, amount: str) -> None:
    assert load(tmp_path, f'memory_limit = "{amount}"').memory_limit == amount
    assert load(tmp_path, f'temp_limit = "{amount}"').temp_limit == amount
    assert with_overrides(load(tmp_path), threads=None, memory_limit=amount, unmask=False).memory_limit == amount


@pytest.mark.parametrize("amount", ["lots", "4", "GB", "-4GB", "0GB", "80%", "4 apples"])
def test_another_amount_of_memory_is_refused_with_the_form(tmp_path: Path, amount: str) -> None:
    form = "must be a number above 0 and a unit"
    with pytest.raises(ConfigError, match=rf"dtsen\.toml: memory_limit: {form} .* as in \"4GB\" \(given: '{amount}'\)"):
        load(tmp_path, f'memory_limit = "{amount}"')
    with pytest.raises(ConfigError, match=rf"dtsen\.toml: temp_limit: {form}"):
        load(tmp_path, f'temp_limit = "{amount}"')
    config = load(tmp_path)
    with pytest.raises(ConfigError, match=rf"--memory-limit: {form} .* \(given: '{amount}'\)"):
        with_overrides(config, threads=None, memory_limit=amount, unmask=False)


def test_an_empty_memory_limit_on_the_command_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--memory-limit: must be"):
        with_overrides(load(tmp_path), threads=None, memory_limit="", unmask=False)


def test_the_engine_of_the_command_line_goes_before_that_of_the_file(tmp_path: Path) -> None:
    config = load(tmp_path, 'engine = "spark"\n[spark]\nmaster = "yarn"\nsettings = {"spark.executor.memory" = "8g"}')
    assert (config.engine, config.spark.master) == ("spark", "yarn")
    assert with_engine(config, None, None) == config
    assert with_engine(config, "duckdb", None).engine == "duckdb"
    local = with_engine(config, None, "local[2]").spark
    assert (local.master, local.settings) == ("local[2]", {"spark.executor.memory": "8g"})


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"engine: Input should be 'duckdb' or 'spark' \(given: 'dask'\)"):
        load(tmp_path, 'engine = "dask"')
    with pytest.raises(ConfigError, match=r"--engine: must be duckdb or spark \(given: 'dask'\)"):
        with_engine(load(tmp_path), "dask", None)


def test_an_address_of_spark_without_spark_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"--master yarn: only a build on Spark has one; add --engine spark"):
        with_engine(load(tmp_path), None, "yarn")
    assert with_engine(load(tmp_path), "spark", "yarn").spark.master == "yarn"
