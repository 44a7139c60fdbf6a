"""SQL of an own model that cannot run is told before a build, with its place in the file and what DuckDB says of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.linking import configuration
from tests.unit.linkage.test_spec import SHIPPED, config_with

from dtsen_link import preflight
from dtsen_link.config import Config
from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import ConfigError
from dtsen_link.linkage.spec import load_spec
from dtsen_link.linkage.spec_check import check_family_model, check_person_model


def with_extra(config: Config, name: str) -> Config:
    source = config.sources[0].model_copy(update={"extra": {name: "COLUMN"}})
    return config.model_copy(update={"sources": (source,)})


def faults(folder: Path, before: str, after: str) -> str:
    """What is said of the shipped person model with one change; there is an extra `telepon`."""
    assert before in SHIPPED["person"]
    config = with_extra(config_with(folder, "person", SHIPPED["person"].replace(before, after, 1)), "telepon")
    with pytest.raises(ConfigError) as caught:
        check_person_model(config)
    assert [str(error) for error in preflight.problems(config, ["persons"])] == [str(caught.value)]
    return str(caught.value)


def test_the_shipped_description_as_an_own_one_passes(tmp_path: Path) -> None:
    check_person_model(config_with(tmp_path, "person", SHIPPED["person"]))


def test_an_extra_may_be_named_and_without_it_may_not(tmp_path: Path) -> None:
    text = SHIPPED["person"].replace('key = "kunci_nik_12"', "key = \"x_telepon || '|' || tahun\"")
    config = config_with(tmp_path, "person", text)
    check_person_model(with_extra(config, "telepon"))
    with pytest.raises(ConfigError, match=r"blocking.nik_12.key: .*x_telepon"):
        check_person_model(config)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('sql = "nama_urut_l = nama_urut_r"', 'sql = "nama_uru_l = nama_urut_r"', "level 'same tokens': 'nama_uru_l"),
        ('sql = "fon_langka_l = fon_langka_r"', 'sql = "fon_langka = 1"', "'rarest token sounds the same'"),
        ('sql = "tgl_l = tgl_r"', 'sql = "tgl_l = = tgl_r"', "Parser Error"),
        ('sql = "tgl_l = tgl_r"', 'sql = "near(tgl_l, tgl_r)"', "near"),
        ('key = "kunci_nik"', 'key = "kunci_nikk"', "blocking.nik.key: 'kunci_nikk' cannot be used"),
        ('prior_columns = [["nik"]', 'prior_columns = [["nikk"]', "prior_columns: 'nikk' cannot be used"),
        ('columns = ["nik_digits"]', 'columns = ["nik_digit"]', "training.columns: 'nik_digit' cannot be used"),
        ('unique_id = "record_id"', 'unique_id = "id"', "unique_id: link_record has no column id"),
        ('term_frequency = "nama_urut"', 'term_frequency = "namaurut"', "term_frequency: no column namaurut"),
        (
            'term_frequency = "nama_urut"',
            'term_frequency = "fon_depan"',
            "needs a level of this comparison that is fon_depan_l = fon_depan_r",
        ),
        ('sql = "ELSE"', 'sql = "nama_urut_l <> nama_urut_r"', "the last level, and no other, is written ELSE"),
        ('sql = "nama_urut_l = nama_urut_r"', 'sql = "ELSE"', "the last level, and no other, is written ELSE"),
    ],
)
def test_what_cannot_run_is_named(tmp_path: Path, before: str, after: str, told: str) -> None:
    said = faults(tmp_path, before, after)
    assert str(tmp_path / "models" / "person.toml") in said
    assert told in said
    assert "x_NAME of every [extra]" in said


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = SHIPPED["person"].replace("kunci_nik_12", "kunci_nik_21").replace('"kunci_kk_lahir"', '"kk_lahir"')
    with pytest.raises(ConfigError) as caught:
        check_person_model(config_with(tmp_path, "person", text))
    assert len(str(caught.value).splitlines()) == 2


def test_no_own_model_is_no_problem(tmp_path: Path) -> None:
    check_person_model(configuration().model_copy(update={"folder": tmp_path}))


def test_a_family_model_that_is_not_what_it_should_be_is_told_before_the_build(tmp_path: Path) -> None:
    config = config_with(tmp_path, "family", SHIPPED["family"].replace("prior_recall", "recall"))
    (error,) = preflight.problems(config, ["persons"])
    assert "family.toml: recall: unknown key" in str(error)


def test_a_family_model_is_held_against_the_units(tmp_path: Path) -> None:
    config = config_with(tmp_path, "family", SHIPPED["family"].replace("no_kk_l = no_kk_r", "nokk_l = nokk_r"))
    engine = DuckDBEngine(threads=1)
    engine.execute(
        "CREATE TABLE link_unit (unit_id VARCHAR, no_kk VARCHAR, anggota VARCHAR[], peran VARCHAR[], anggota_n INTEGER, "
        "kepala VARCHAR, rt VARCHAR, rw VARCHAR, kode_desa VARCHAR, kode_kec VARCHAR, kode_kab VARCHAR)"
    )
    with pytest.raises(
        ConfigError, match=r"comparison.no_kk, level 'same': 'nokk_l = nokk_r' cannot be used: .*Columns are"
    ):
        check_family_model(engine, config, load_spec(config, "family"))
