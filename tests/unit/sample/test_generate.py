"""What the deliveries promise: rates near the documented ones, valid numbers, every record in the truth, same seed same bytes."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from dtsen_link import resources
from dtsen_link.domain import nik
from dtsen_link.errors import ConfigError, StorageError
from dtsen_link.sample import generate, quarters
from dtsen_link.sample.dice import Dice
from dtsen_link.sample.generate import chunks, deliveries_of, write_sample
from dtsen_link.sample.people import DATES, SOURCE_STATE
from dtsen_link.sample.quarters import SOURCES, Deliveries
from dtsen_link.sample.scenario import Scenario

PLACEHOLDERS = ("0" * 16, "1" * 16, "9" * 16, "1234567890123456")
DATE_FORMATS = {"dtks": "%d-%m-%Y", "regsosek": "%Y-%m-%d", "p3ke": "%d/%m/%Y"}
# Errors that give a record another person's NIK.
SHARED_ON_PURPOSE = ("spouse_nik", "member_nik", "nik_clash")


def preset(source: str) -> dict[str, object]:
    return tomllib.loads((resources.configs_dir() / "sources" / f"{source}.toml").read_text(encoding="utf-8"))


def common_columns(source: str, delivery: pl.DataFrame) -> pl.DataFrame:
    """A delivery under the preset's own names."""
    columns = preset(source)["columns"]
    assert isinstance(columns, dict)
    return delivery.select(pl.col(theirs).alias(ours) for ours, theirs in columns.items()).with_columns(
        pl.lit(source).alias("source"),
        pl.col("tanggal_lahir").str.to_date(DATE_FORMATS[source], strict=False).alias("born"),
    )


@pytest.fixture(scope="module")
def chunk() -> Deliveries:
    """A chunk without the forced spreadsheet damage of the first one."""
    return deliveries_of(Dice(11, 1), 12_000, laps=1)


@pytest.fixture(scope="module")
def small() -> Deliveries:
    return deliveries_of(Dice(1, 0), 1000, laps=1)


@pytest.fixture(scope="module")
def records(chunk: Deliveries) -> pl.DataFrame:
    """All records of the chunk, with the truth, under common names."""
    every = [common_columns(source, chunk.rows[source]) for source in SOURCES]
    return pl.concat(every, how="diagonal").join(chunk.truth, on=["source", "source_record_id"], validate="1:1")


def share(records: pl.DataFrame, source: str, condition: pl.Expr) -> float:
    value = records.filter(pl.col("source") == source).select(condition.cast(pl.Float64).mean()).item()
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize("source", SOURCES)
def test_columns_are_those_of_the_preset(source: str, small: Deliveries) -> None:
    columns, programmes = preset(source)["columns"], preset(source).get("programmes", {})
    assert isinstance(columns, dict)
    assert isinstance(programmes, dict)
    assert sorted(small.rows[source].columns) == sorted([*columns.values(), *programmes.values()])


@pytest.mark.parametrize("source", SOURCES)
def test_coded_values_are_those_of_the_preset(source: str, small: Deliveries) -> None:
    columns, values = preset(source)["columns"], preset(source)["values"]
    assert isinstance(columns, dict)
    assert isinstance(values, dict)
    # Programmes have a column each; what they hold test_programmes.py tells.
    for column in values.keys() - {"program"}:
        delivered = set(small.rows[source][columns[column]].to_list())
        assert delivered <= set(values[column]), column


def test_truth_has_every_record_once_and_no_other(chunk: Deliveries) -> None:
    keys = {"dtks": "ID_ART", "regsosek": "id_individu", "p3ke": "IDIndividu"}
    delivered = [(source, key) for source in SOURCES for key in chunk.rows[source][keys[source]]]
    assert len(set(delivered)) == len(delivered)
    assert sorted(delivered) == list(chunk.truth.select("source", "source_record_id").iter_rows())


def test_every_scenario_record_is_in_the_truth(chunk: Deliveries) -> None:
    missing = chunk.scenarios.join(chunk.truth, on=["source", "source_record_id"], how="anti")
    assert missing.height == 0


def test_a_sample_of_a_thousand_families_has_every_scenario(small: Deliveries) -> None:
    counts = small.scenarios.group_by("scenario").len().rows()
    few = {name: count for name, count in counts if count < 4}
    assert few == {}
    assert {name for name, _ in counts} == {scenario.name.lower() for scenario in Scenario}


def test_a_register_that_follows_the_law_gives_nobody_another_s_nik(records: pl.DataFrame, chunk: Deliveries) -> None:
    plain = records.filter(pl.col("nik").str.contains(r"^[1-9]\d{15}$"), ~pl.col("nik").is_in(PLACEHOLDERS))
    shared = plain.group_by("nik").agg(pl.col("true_person").n_unique().alias("persons")).filter(pl.col("persons") > 1)
    known = chunk.scenarios.filter(pl.col("scenario").is_in(SHARED_ON_PURPOSE)).select("source", "source_record_id")
    bearers = plain.join(shared, on="nik", how="semi")
    on_purpose = bearers.join(known, on=["source", "source_record_id"], how="semi").select("nik").unique()
    unexplained = shared.join(on_purpose, on="nik", how="anti")
    # What remains is a mistyped digit that happens to make somebody's number.
    assert unexplained.height < 0.0005 * plain["nik"].n_unique()


def test_most_nik_fit_birth_date_and_sex(records: pl.DataFrame) -> None:
    sound = records.filter(pl.col("nik").str.contains(r"^[1-9]\d{15}$"), pl.col("born").is_not_null())
    fits = checked = 0
    for number, born, sex in sound.sample(3000, seed=1).select("nik", "born", "jenis_kelamin").iter_rows():
        fields = nik.parts(number)
        checked += 1
        told = nik.birth_date(number, born)
        fits += told == born and fields.sex == {"1": "L", "2": "P", "L": "L", "P": "P", "LAKI-LAKI": "L"}.get(sex, "P")
    # NIK that keep an older date 1.5 %, mistyped dates 2-3 %, other people's NIK 1 %, mistyped NIK 1-2 %.
    assert 0.88 < fits / checked < 0.97


@pytest.mark.parametrize(("source", "rate"), [("dtks", 0.05), ("regsosek", 0.06), ("p3ke", 0.03)])
def test_nik_missing_or_placeholder(records: pl.DataFrame, source: str, rate: float) -> None:
    digits = pl.col("nik").str.replace_all(r"\D", "")
    none = (digits.str.len_chars() < 5) | digits.is_in(PLACEHOLDERS) | digits.str.starts_with("0")
    assert share(records, source, none) == pytest.approx(rate, abs=0.01)


@pytest.mark.parametrize(("source", "rate"), [("dtks", 0.01), ("regsosek", 0.03), ("p3ke", 0.005)])
def test_birth_date_missing(records: pl.DataFrame, source: str, rate: float) -> None:
    assert share(records, source, pl.col("born").is_null()) == pytest.approx(rate, abs=0.006)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("month", "day", "rate", "slack"), [(7, 1, 0.05, 0.02), (12, 31, 0.03, 0.012), (1, 1, 0.012, 0.008)]
)
def test_birth_dates_are_heaped(
    records: pl.DataFrame, source: str, month: int, day: int, rate: float, slack: float
) -> None:
    heaped = (pl.col("born").dt.month() == month) & (pl.col("born").dt.day() == day)
    assert share(records, source, heaped.fill_null(value=False)) == pytest.approx(rate, abs=slack)


@pytest.mark.parametrize(("source", "rate"), [("dtks", 0.05), ("regsosek", 0.03)])
def test_kk_missing(records: pl.DataFrame, source: str, rate: float) -> None:
    assert share(records, source, ~pl.col("no_kk").str.contains(r"^[1-9]\d{15,16}$|^[1-9]\d{14}$")) == pytest.approx(
        rate, abs=0.012
    )


def day_and_month_exchanged() -> pl.Expr:
    """Of one person one record has 3 April, another 4 March."""
    dates = pl.col("born").drop_nulls()
    turned = pl.date(dates.dt.year(), dates.dt.day().clip(1, 12), dates.dt.month())
    return dates.is_in(turned.implode()).any() & (dates.n_unique() > 1)


@pytest.mark.parametrize(
    ("scenario", "shows"),
    [
        ("heaped_birth_date", pl.col("born").dt.strftime("%d-%m").is_in(["01-07", "31-12", "01-01"]).any()),
        ("day_month_swapped", day_and_month_exchanged() | (pl.len() == 1)),
        (
            "infant_without_nik",
            (~pl.col("nik").str.contains(r"[2-8]") & (pl.col("born").max() > date(2021, 11, 1))).any(),
        ),
        ("nickname_only", (~pl.col("nama").str.contains(" ")).any()),
    ],
)
def test_a_hard_case_shows_what_its_name_says(
    scenario: str, shows: pl.Expr, records: pl.DataFrame, chunk: Deliveries
) -> None:
    """Of nearly all its persons: a second error may hide the first."""
    members = chunk.scenarios.filter(pl.col("scenario") == scenario)
    concerned = records.join(members, on=["source", "source_record_id"], how="semi")
    showing = concerned.group_by("true_person").agg(shows.alias("shows"))
    assert showing.height > 50
    share_showing = showing["shows"].cast(pl.Float64).mean()
    assert isinstance(share_showing, float)
    assert share_showing > 0.95


@pytest.mark.parametrize(("source", "rate"), [("dtks", 0.015), ("regsosek", 0.007), ("p3ke", 0.010)])
def test_people_are_in_a_source_twice(records: pl.DataFrame, source: str, rate: float) -> None:
    rows = records.filter(pl.col("source") == source)
    assert 1 - rows["true_person"].n_unique() / rows.height == pytest.approx(rate, abs=0.004)


def test_half_of_the_copies_lie_in_the_person_s_own_family(chunk: Deliveries) -> None:
    counts = dict(
        chunk.scenarios.filter(pl.col("scenario").str.starts_with("duplicate")).group_by("scenario").len().iter_rows()
    )
    assert 0.7 < counts["duplicate_same_family"] / counts["duplicate_other_family"] < 1.4


@pytest.mark.parametrize(("source", "rate"), [("dtks", 0.015), ("regsosek", 0.003), ("p3ke", 0.010)])
def test_dead_are_not_removed(chunk: Deliveries, source: str, rate: float) -> None:
    dead = chunk.scenarios.filter(pl.col("scenario") == "dead_not_removed", pl.col("source") == source).height
    assert dead / chunk.rows[source].height == pytest.approx(rate, rel=0.35)


@pytest.mark.parametrize(
    ("source", "low", "high"), [("regsosek", 0.92, 0.97), ("p3ke", 0.40, 0.52), ("dtks", 0.54, 0.62)]
)
def test_coverage(records: pl.DataFrame, source: str, low: float, high: float) -> None:
    """Against all families anybody knows: close enough to the population."""
    state = records.filter(pl.col("source") == source)["true_family"].n_unique()
    assert low < state / (12_000 * 1.08) < high * 1.06


def test_the_poorest_are_covered_best(chunk: Deliveries) -> None:
    counts = dict(chunk.rows["p3ke"].group_by("DesilKesejahteraan").len().iter_rows())
    assert counts["1"] > 3 * counts["7"]


def test_names_agree_as_often_as_the_rates_let_them(records: pl.DataFrame) -> None:
    first = records.unique(["source", "true_person"], keep="none")
    pair = first.filter(pl.col("source") == "regsosek").join(
        first.filter(pl.col("source") == "dtks"), on="true_person", suffix="_d"
    )
    same = pair.select(
        (
            pl.col("nama").str.strip_chars().str.to_uppercase() == pl.col("nama_d").str.strip_chars().str.to_uppercase()
        ).mean()
    )
    assert 0.55 < same.item() < 0.70


def test_sex_is_rarely_wrong(records: pl.DataFrame) -> None:
    man = pl.col("jenis_kelamin").is_in(["L", "1", "LAKI-LAKI"]).alias("man")
    pair = records.with_columns(man).group_by("true_person").agg(pl.col("man").n_unique().alias("kinds"), pl.len())
    assert pair.filter(pl.col("len") > 1).select((pl.col("kinds") > 1).mean()).item() < 0.015


def test_bad_data_gather_in_the_same_people(records: pl.DataFrame) -> None:
    """Who has a heaped birth date lacks a NIK and has one name only more often than others."""
    rows = records.filter(pl.col("source") == "regsosek", pl.col("born").is_not_null(), pl.col("born").dt.year() < 2020)
    heaped = (pl.col("born").dt.month() == 7) & (pl.col("born").dt.day() == 1)
    split = rows.group_by(heaped.alias("heaped")).agg(
        (pl.col("nik") == "").mean().alias("without"),
        (~pl.col("nama").str.strip_chars().str.contains(" ")).mean().alias("one"),
    )
    by = {row["heaped"]: row for row in split.iter_rows(named=True)}
    assert by[True]["without"] > 1.3 * by[False]["without"]
    assert by[True]["one"] > 1.2 * by[False]["one"]


def test_errors_gather_in_villages(records: pl.DataFrame) -> None:
    by_village = (
        records.filter(pl.col("source") == "regsosek")
        .group_by("kode_wilayah")
        .agg((pl.col("nik") == "").mean().alias("rate"), pl.len())
    )
    rates = by_village.filter(pl.col("len") > 100)["rate"]
    worst, best = rates.quantile(0.9), rates.quantile(0.1)
    assert worst is not None
    assert best is not None
    assert worst > 2 * best


def test_a_household_of_dtks_may_hold_several_kk(records: pl.DataFrame) -> None:
    several = (
        records.filter(pl.col("source") == "dtks")
        .group_by("source_family_id")
        .agg(pl.col("true_family").n_unique().alias("n"))
    )
    assert 0.02 < several.select((pl.col("n") > 1).mean()).item() < 0.08


def test_couples_of_p3ke_are_cut_out_of_families(records: pl.DataFrame) -> None:
    several = (
        records.filter(pl.col("source") == "p3ke")
        .group_by("true_family")
        .agg(pl.col("source_family_id").n_unique().alias("n"))
    )
    assert 0.04 < several.select((pl.col("n") > 1).mean()).item() < 0.15


def test_nobody_is_born_after_the_date_of_the_source(records: pl.DataFrame) -> None:
    for source in SOURCES:
        latest = records.filter(pl.col("source") == source)["born"].max()
        assert isinstance(latest, date)
        assert latest <= date(1970, 1, 1) + timedelta(days=DATES[SOURCE_STATE[source]])


def test_old_prefix_of_papua_stands_beside_the_new_one(small: Deliveries) -> None:
    rows = small.rows["dtks"].filter(pl.col("NAMA_PROV") == "PAPUA SELATAN")
    prefixes = set(rows["NIK"].str.slice(0, 4).to_list())
    assert {"9101", "9301"} <= prefixes


def test_the_first_chunk_has_a_file_that_went_through_a_spreadsheet(small: Deliveries) -> None:
    by_kab = (
        small.rows["p3ke"]
        .group_by("KabupatenKota")
        .agg(pl.col("NIK").str.contains(r"^\d\.\d{5}E\+15$").mean().alias("ruined"))
    )
    assert sorted(by_kab["ruined"].to_list())[-1] > 0.9
    assert by_kab.filter(pl.col("ruined") > 0).height == 1


def test_ids_do_not_betray_the_person(chunk: Deliveries) -> None:
    """Neither the key's number nor the order of rows follows the true person."""
    truth = chunk.truth.filter(pl.col("source") == "regsosek")
    number = truth["source_record_id"].str.slice(1).cast(pl.Int64)
    correlation = pl.DataFrame({"a": number, "b": truth["true_person"]}).select(pl.corr("a", "b")).item()
    assert abs(correlation) < 0.02


def test_a_chunk_does_not_depend_on_the_others() -> None:
    size = generate.CHUNK_FAMILIES
    second = list(chunks(size + 300, seed=4))[1][1]
    alone = deliveries_of(Dice(4, 1), 300, laps=1)
    for source in SOURCES:
        assert second.rows[source].equals(alone.rows[source])


def test_chunks_share_no_nik_and_no_key() -> None:
    numbers = [deliveries_of(Dice(4, chunk), 300, laps=1).rows["regsosek"] for chunk in range(3)]
    every = pl.concat(numbers)
    assert every["id_individu"].n_unique() == every.height
    sound = [
        set(table["nik"].filter(table["nik"].str.contains(r"^[1-9]\d{15}$")).to_list()) - set(PLACEHOLDERS)
        for table in numbers
    ]
    # A mistyped digit may, very rarely, hit upon a number of another chunk.
    assert len(sound[0] & sound[1]) + len(sound[0] & sound[2]) + len(sound[1] & sound[2]) <= 1


def test_same_seed_same_bytes_another_seed_others(tmp_path: Path) -> None:
    first, second, other = (
        write_sample(tmp_path / name, families=150, seed=seed, formats=("csv", "parquet", "xlsx"))
        for name, seed in (("a", 3), ("b", 3), ("c", 4))
    )
    assert [path.name for path in first] == [
        "dtks.csv",
        "regsosek.parquet",
        "p3ke.xlsx",
        "truth.parquet",
        "scenarios.parquet",
    ]
    for one, two, three in zip(first, second, other, strict=True):
        assert one.read_bytes() == two.read_bytes()
        assert one.read_bytes() != three.read_bytes()


def test_formats_hold_the_same_rows(tmp_path: Path) -> None:
    as_csv = write_sample(tmp_path / "csv", families=150, seed=3, formats=("csv", "csv", "csv"))
    as_parquet = write_sample(tmp_path / "parquet", families=150, seed=3, formats=("parquet", "parquet", "parquet"))
    for source, one, two in zip(SOURCES, as_csv, as_parquet, strict=False):
        text = one.read_bytes().decode("latin-1" if source == "dtks" else "utf-8")
        table = pl.read_csv(text.encode(), separator="|" if source == "dtks" else ",", infer_schema=False).fill_null("")
        assert table.equals(pl.read_parquet(two))


def test_the_shipped_sample_is_what_the_command_writes(tmp_path: Path) -> None:
    """Text byte by byte; XLSX and Parquet by content, for their bytes depend on the libraries that pack them."""
    shipped = resources.sample_dir()
    for path in write_sample(tmp_path, families=1000, seed=1, formats=("csv", "csv", "xlsx")):
        same = shipped / path.name
        if path.suffix == ".csv":
            assert path.read_bytes() == same.read_bytes()
        elif path.suffix == ".xlsx":
            assert pl.read_excel(path, infer_schema_length=0).equals(pl.read_excel(same, infer_schema_length=0))
        else:
            assert pl.read_parquet(path).equals(pl.read_parquet(same))


def test_the_shipped_sample_is_small_and_holds_more_than_ascii() -> None:
    files = list(resources.sample_dir().iterdir())
    assert sum(path.stat().st_size for path in files) < 1_500_000
    assert "É" in (resources.sample_dir() / "dtks.csv").read_text(encoding="latin-1")


@pytest.mark.parametrize("families", [1, 2, 7, 45])
def test_tiny_samples_can_be_made(tmp_path: Path, families: int) -> None:
    paths = write_sample(tmp_path, families=families, seed=families, formats=("csv", "csv", "csv"))
    assert all(path.stat().st_size > 0 for path in paths)


@pytest.mark.parametrize("formats", [("csv", "csv"), ("csv", "csv", "ods"), ()])
def test_unknown_formats_are_refused(tmp_path: Path, formats: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match="csv, parquet, xlsx"):
        write_sample(tmp_path, families=10, seed=1, formats=formats)


def test_xlsx_beyond_its_rows_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="1,048,575 rows"):
        write_sample(tmp_path / "big", families=1_000_000, seed=1, formats=("csv", "csv", "xlsx"))
    assert not (tmp_path / "big").exists()


def test_more_families_than_keys_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="record keys"):
        write_sample(tmp_path, families=10**9, seed=1, formats=("csv", "csv", "csv"))


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StorageError, match="cannot be written"):
        write_sample(tmp_path / "file" / "sample", families=10, seed=1, formats=("csv", "csv", "csv"))


def test_a_failure_leaves_the_old_files_and_no_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = {
        path: path.read_bytes() for path in write_sample(tmp_path, families=20, seed=1, formats=("csv", "csv", "csv"))
    }

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(quarters, "scenarios_of", full)
    with pytest.raises(StorageError, match="No space left"):
        write_sample(tmp_path, families=20, seed=2, formats=("csv", "csv", "csv"))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == old
