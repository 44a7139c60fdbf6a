"""`dtsen-link check` reads everything, builds nothing, and tells every problem at once."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ingest.delivered import config, source
from typer.testing import CliRunner

from dtsen_link.cli import app
from dtsen_link.config import LinkConfig
from dtsen_link.errors import ConfigError
from dtsen_link.ingest import forecast as forecast_module
from dtsen_link.ingest.check import check_deliveries
from dtsen_link.ingest.findings import Findings

HEADER = "id,kel,nik,kk,nama,lahir,jk,shdk,kode,desa\n"
COLUMNS = {
    "source_record_id": "id", "source_family_id": "kel", "nik": "nik", "no_kk": "kk", "nama": "nama", "tanggal_lahir": "lahir",
    "jenis_kelamin": "jk", "shdk": "shdk", "kode_wilayah": "kode", "nama_desa": "desa",
}  # fmt: skip
# Villages of Bakongan, Aceh Selatan, in the Kemendagri table.
CODES = ("1101012001", "1101012002", "1101012003")


def rows(number: int = 40, *, date_format: str = "%d-%m-%Y", **same: str) -> str:
    """People of both sexes with NIK that fit their birth dates; `same` overrides a column for all."""
    dice = random.Random(7)
    lines = []
    for n in range(number):
        born = date(1960, 1, 1) + timedelta(days=dice.randrange(20_000))
        sex = dice.choice("LP")
        day = born.day + (40 if sex == "P" else 0)
        row = {
            "id": f"A{n}", "kel": f"K{n // 3}", "nik": f"110101{day:02d}{born:%m%y}{1 + n % 9:04d}",
            "kk": f"110101010120{n // 3 + 1:04d}", "nama": f"NAMA {n}", "lahir": born.strftime(date_format), "jk": sex,
            "shdk": "ANAK", "kode": CODES[n % 3], "desa": "DESA",
        }  # fmt: skip
        lines.append(",".join((row | same).values()))
    return "\n".join(lines) + "\n"


def check(folder: Path, content: str | bytes | None = None, **settings: Any) -> Findings:
    if content is not None:
        (folder / "data.csv").write_bytes(content if isinstance(content, bytes) else (HEADER + content).encode())
    (folder / "id.key").write_text("k" * 40, encoding="utf-8")
    defaults = {"columns": COLUMNS, "date_formats": ("%d-%m-%Y",), "region_codes": "kemendagri", "values": {
        "jenis_kelamin": {"L": "L", "P": "P"}, "shdk": {"ANAK": "3", "Kepala  Keluarga": "1"}}}  # fmt: skip
    return check_deliveries(config(folder, source(**(defaults | settings))))


def words(findings: Findings, level: str = "warning") -> str:
    return "\n".join(problem.message for problem in findings.problems if problem.level == level)


def column(findings: Findings, name: str) -> tuple[int, int | None, dict[str, int]]:
    found = next(c for c in findings.sources[0].files[0].columns if c.column == name)
    return found.filled, found.valid, {kind.value: kind.rows for kind in found.kinds}


def test_a_good_delivery_has_no_problem(tmp_path: Path) -> None:
    findings = check(tmp_path, rows())
    assert (findings.exit_code, findings.problems) == (0, ())
    file = findings.sources[0].files[0]
    assert (file.file, file.format, file.encoding, file.delimiter, file.rows, file.broken) == (
        "data.csv",
        "csv",
        "utf-8",
        ",",
        40,
        0,
    )
    for name in ("nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "shdk"):
        assert column(findings, name)[:2] == (40, 40)


def test_every_problem_is_told_not_only_the_first(tmp_path: Path) -> None:
    (tmp_path / "id.key").write_text("k" * 40, encoding="utf-8")
    (tmp_path / "a.csv").write_text("id,nama\n1,ANI\n", encoding="utf-8")
    (tmp_path / "b.csv").write_bytes(b"")
    one = source(name="satu", files=("a.csv", "b.csv", "gone.csv"))
    two = source(name="dua", files=("tidak_ada*.csv",), region_codes="bps", region_crosswalk="silang.csv")
    findings = check_deliveries(config(tmp_path, one, two))
    told = words(findings, "error")
    for part in ('a.csv: column "kel" is missing', 'a.csv: column "nik" is missing', "b.csv: the file is empty",
                 "gone.csv: no such file", "source dua: no file matches tidak_ada*.csv", "silang.csv: no such file"):  # fmt: skip
        assert part in told
    assert findings.forecast is None


def test_errors_of_deliveries_end_with_11_and_of_the_configuration_with_10(tmp_path: Path) -> None:
    assert check(tmp_path, b"").exit_code == 11
    good = check(tmp_path, rows(), region_codes="bps", region_crosswalk="gone.csv")
    assert good.exit_code == 10


def test_a_missing_id_key_is_told_before_the_build_needs_it(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(HEADER + rows(), encoding="utf-8")
    findings = check_deliveries(config(tmp_path, source(columns=COLUMNS)))
    assert "id.key: no such file" in words(findings, "error")


def test_missing_model_and_broken_crosswalk(tmp_path: Path) -> None:
    (tmp_path / "silang.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    findings = check(tmp_path, rows(), region_codes="bps", region_crosswalk="silang.csv")
    assert "region_crosswalk must be a CSV with the columns bps_code,kemendagri_code" in words(findings, "error")
    assert findings.exit_code == 11


@pytest.mark.parametrize(
    ("nik", "kind"),
    [
        ("110101010170001", "15 digits"),
        ("11010101017000011", "17 digits"),
        ("3.20101E+15", "floating point text (3.20101E+15)"),
        ("1101010101700000", "16 digits, serial 0000 (cut by a spreadsheet)"),
        ("1101013202700001", "16 digits, impossible birth date"),
        ("0", "placeholder (0, 9999... and the like)"),
        ("-", "no number"),
    ],
)
def test_what_the_numbers_are_is_counted(tmp_path: Path, nik: str, kind: str) -> None:
    findings = check(tmp_path, rows(38) + rows(2, nik=nik).replace("A", "B"))
    assert column(findings, "nik") == (40, 38, {"16 digits": 38, kind: 2})


def test_kk_zero_is_counted_as_a_placeholder(tmp_path: Path) -> None:
    findings = check(tmp_path, rows(kk="0"))
    assert column(findings, "no_kk") == (40, 0, {"placeholder (0, 9999... and the like)": 40})
    assert 'column "kk" (no_kk): only 0% can be used: 40 x placeholder' in words(findings)


def test_floating_point_numbers_name_file_and_column(tmp_path: Path) -> None:
    told = words(check(tmp_path, rows(nik="3.20101E+15"), numeric_ids="repair"))
    assert 'data.csv: column "nik" (nik): 40 values are floating point text such as 3.20101E+15' in told
    cut = "".join(line.replace("1,1101", "0,1101", 1) for line in rows().splitlines(keepends=True))
    fields = [line.split(",") for line in cut.splitlines()]
    cut = "\n".join(",".join([*f[:2], f[2][:15] + "0", *f[3:]]) for f in fields) + "\n"
    assert "40 of 40 numbers end in 0, as after a spreadsheet that keeps 15 digits" in words(check(tmp_path, cut))


def test_values_that_are_not_listed_are_shown_with_what_to_do(tmp_path: Path) -> None:
    findings = check(tmp_path, rows(20) + rows(20, shdk="SEPUPU").replace("A", "B"))
    told = words(findings)
    assert (
        'column "shdk" (shdk): values that are not listed become empty: "SEPUPU" (20). Add them to values.shdk' in told
    )
    assert column(findings, "shdk")[:2] == (40, 20)
    assert findings.exit_code == 0


def test_listed_values_are_compared_without_case_and_blanks(tmp_path: Path) -> None:
    assert column(check(tmp_path, rows(shdk=" kepala keluarga ")), "shdk") == (40, 40, {})


def test_long_numbers_among_the_values_are_masked(tmp_path: Path) -> None:
    told = words(check(tmp_path, rows(shdk="3201014502900001")))
    assert "3201014502900001" not in told
    assert '"********"' in told


def test_people_s_names_in_a_coded_column_are_masked(tmp_path: Path) -> None:
    names = ["ANDI SARI", "SITI", "99", "X1"]
    lines = "".join(rows(1, shdk=name).replace("A0", f"B{n}") for n, name in enumerate(names))
    common = "".join(f"C{line}\n" for line in rows(30, shdk="MUHAMMAD ABDUL RAHIM").splitlines())
    told = words(check(tmp_path, lines + common))
    assert [name for name in ("ANDI", "SARI", "SITI", "MUHAMMAD", "RAHIM") if name in told] == []
    for part in ('"M*** A*** R***" (30)', '"A*** S***" (1)', '"99" (1)', '"X1" (1)'):
        assert part in told


def test_impossible_and_future_dates_lower_the_valid_share(tmp_path: Path) -> None:
    impossible = rows(1, lahir="31-02-1990").replace("A", "B") + rows(1, lahir="01-01-2031").replace("A", "C")
    findings = check(tmp_path, rows(38) + impossible)
    assert column(findings, "tanggal_lahir")[:2] == (40, 38)


@pytest.mark.parametrize("lahir", ["1990-02-28", "00-00-1990", "1 Agustus 1990", "01/02/90"])
def test_dates_that_standardise_can_read_are_valid(tmp_path: Path, lahir: str) -> None:
    assert column(check(tmp_path, rows(lahir=lahir)), "tanggal_lahir")[:2] == (40, 40)


def test_another_date_format_is_suspected_and_named(tmp_path: Path) -> None:
    told = words(check(tmp_path, rows(date_format="%m/%d/%Y")))
    assert "date_formats ['%d-%m-%Y'] read only" in told
    assert 'fields in the order of "%m-%d-%Y" read 100%' in told


def test_day_and_month_that_could_be_either_are_held_against_the_nik(tmp_path: Path) -> None:
    both = [line for line in rows(400, date_format="%m-%d-%Y").splitlines() if line.split(",")[5][3:5] <= "12"]
    told = words(check(tmp_path, "\n".join(both) + "\n"))
    assert "day and month stand the other way round in the NIK" in told


def test_another_code_system_is_suspected(tmp_path: Path) -> None:
    assert 'are in the Kemendagri table, though region_codes is "bps"' in words(
        check(tmp_path, rows(), region_codes="bps")
    )
    told = words(check(tmp_path, rows(kode="1101010001")))
    assert "only 0% of the codes are in the Kemendagri table" in told
    assert "Are they BPS codes" in told


def test_codes_in_neither_table_are_counted(tmp_path: Path) -> None:
    strange = rows(2, kode="99.99.99.9999").replace("A", "B")
    assert "2 rows bear a code that is not in the Kemendagri table: 9999999999 (2)" in words(
        check(tmp_path, rows(38) + strange)
    )
    (tmp_path / "silang.csv").write_text("bps_code,kemendagri_code\n1199990001,1101012001\n", encoding="utf-8")
    known = rows(38, kode="1199990001")
    told = words(check(tmp_path, known + strange, region_codes="bps", region_crosswalk="silang.csv"))
    assert "2 rows bear a code that is not in region_crosswalk: 9999999999 (2)" in told


def test_bps_codes_that_nothing_can_resolve(tmp_path: Path) -> None:
    assert "without region_crosswalk and without names" in words(
        check(tmp_path, rows(kode="1101010001"), region_codes="bps")
    )


def test_repeated_keys_are_counted(tmp_path: Path) -> None:
    findings = check(tmp_path, rows(30) + rows(10))
    assert findings.sources[0].repeated_key_rows == 10
    assert "10 rows bear a key (columns.source_record_id = id) that another row bears too" in words(findings)


def test_columns_that_nobody_configured_and_empty_ones_are_told(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(
        HEADER.strip() + ",hp\n" + rows(shdk="").replace("\n", ",08\n"), encoding="utf-8"
    )
    told = words(check(tmp_path))
    assert 'columns "hp" are not in the configuration and are left out' in told
    assert 'column "shdk" (shdk) is empty in every row' in told


def test_broken_lines_and_odd_encodings_are_told(tmp_path: Path) -> None:
    told = words(check(tmp_path, rows() + "x,y\n" * 3))
    assert "3 of 43 lines are broken and will be rejects" in told
    content = (HEADER + rows(20, nama="ANDRÉ")).encode() + rows(20, nama="RENÉ").encode("cp1252")
    assert "some lines are not UTF-8" in words(check(tmp_path, content))


def test_the_forecast_counts_pairs_of_shared_keys(tmp_path: Path) -> None:
    alone = check(tmp_path, rows()).forecast
    assert alone is not None
    nik_pairs = {rule.rule: rule.pairs for rule in alone.rules}["nik"]
    assert (alone.records, nik_pairs) == (40, 0)
    twice = check(tmp_path, rows() + rows().replace("A", "B")).forecast
    assert twice is not None
    assert {rule.rule: rule.pairs for rule in twice.rules}["nik"] == 40
    assert twice.pairs > alone.pairs
    assert twice.memory_bytes > alone.memory_bytes
    assert twice.disk_bytes > alone.disk_bytes


def test_on_a_machine_at_half_the_speed_a_build_is_foretold_to_take_twice_as_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = []
    for pace in (1.0, 2.0):
        monkeypatch.setattr(forecast_module, "pace", lambda *_, pace=pace: pace)
        found = check(tmp_path, rows()).forecast
        assert found is not None
        seconds.append(found.seconds)
    assert seconds[1] == pytest.approx(2 * seconds[0], abs=1)


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"engine": "spark"}, "foretold for DuckDB"), ({"partition": "kode_prov"}, "foretold is a build of the whole")],
)
def test_a_forecast_of_another_build_than_the_configured_one_says_so(
    tmp_path: Path, changes: dict[str, str], told: str
) -> None:
    (tmp_path / "data.csv").write_text(HEADER + rows(), encoding="utf-8")
    settings = config(tmp_path, source(columns=COLUMNS))
    assert told not in words(check_deliveries(settings))
    assert told in words(check_deliveries(settings.model_copy(update=changes)))


def test_common_keys_are_told_as_crowded(tmp_path: Path) -> None:
    (tmp_path / "id.key").write_text("k" * 40, encoding="utf-8")
    (tmp_path / "data.csv").write_text(HEADER + rows(40, nik="1101010101700001"), encoding="utf-8")
    settings = config(tmp_path, source(columns=COLUMNS)).model_copy(update={"link": LinkConfig(max_block_size=30)})
    found = check_deliveries(settings).forecast
    assert found is not None
    assert {rule.rule: rule.crowded for rule in found.rules}["nik"] == 40


TOML = """
release = "r"
[[sources]]
name = "dtks"
files = ["data*.csv"]
data_date = 2025-01-01
family_unit = "kk"
region_codes = "none"
ignore = ["kk", "lahir", "jk", "shdk", "kode", "desa"]
[sources.columns]
source_record_id = "id"
source_family_id = "kel"
nik = "nik"
nama = "nama"
"""


def run(folder: Path, toml: str, *options: str, width: int = 200) -> Any:
    (folder / "dtsen.toml").write_text(toml, encoding="utf-8")
    (folder / "id.key").write_text("k" * 40, encoding="utf-8")
    return CliRunner().invoke(
        app, ["check", "--config", str(folder / "dtsen.toml"), *options], env={"COLUMNS": str(width)}
    )


def test_it_can_be_asked_with_the_limits_of_a_build(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(HEADER + rows(), encoding="utf-8")
    result = run(tmp_path, TOML, "--memory-limit", "900TB", "--threads", "1")
    assert (result.exit_code, "900TB is more than this machine has" in result.output) == (0, True)
    wrong = run(tmp_path, TOML, "--memory-limit", "much")
    assert isinstance(wrong.exception, ConfigError)


def test_the_command_prints_tables_forecast_and_verdict(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(HEADER + rows(), encoding="utf-8")
    result = run(tmp_path, TOML, "--json", str(tmp_path / "findings.json"))
    assert result.exit_code == 0
    for part in ("dtks: 1 files, 40 rows", "data.csv", "16 digits: 40", "candidate pairs", "A build can start."):
        assert part in result.stdout
    assert "110101" not in result.stdout
    assert "NAMA 1" not in result.stdout
    assert json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))["exit_code"] == 0


def test_the_command_ends_with_the_exit_code_and_names_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("id,kel,nama\n1,K,ANI\n", encoding="utf-8")
    result = run(tmp_path, TOML)
    assert result.exit_code == 11
    assert 'error: data.csv: column "nik" is missing (columns.nik of the source).' in result.stdout
    assert "A build cannot start" in result.stdout


def test_many_files_list_only_the_odd_ones(tmp_path: Path) -> None:
    for n in range(30):
        (tmp_path / f"data{n:02d}.csv").write_text(HEADER + rows(2).replace("A", f"A{n}x"), encoding="utf-8")
    with (tmp_path / "data07.csv").open("a", encoding="utf-8") as stream:
        stream.write("x\n")
    result = run(tmp_path, TOML)
    assert "data07.csv" in result.stdout
    assert "... and 29 more" in result.stdout


def test_check_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(HEADER + rows(), encoding="utf-8")
    run(tmp_path, TOML)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "dtsen.toml", "id.key"]


@pytest.mark.parametrize("width", [80, 100, 120])
def test_names_of_columns_stay_whole_on_a_narrow_terminal(tmp_path: Path, width: int) -> None:
    long = "HubunganDenganKepalaKeluarga"
    header = HEADER.replace("nama", long).replace("id,", "DesilKesejahteraan,", 1)
    (tmp_path / "data.csv").write_text(header.strip() + ",catatan\n" + rows().replace("\n", ",x\n"), encoding="utf-8")
    toml = TOML.replace('nama = "nama"', f'nama = "{long}"').replace('"id"', '"DesilKesejahteraan"')
    shown = run(tmp_path, toml, width=width).stdout
    for word in (
        "source_record_id",
        "source_family_id",
        long,
        "DesilKesejahteraan",
        "unmapped_columns",
        "data.csv",
        "40",
    ):
        assert word in shown
    tables = [line for line in shown.splitlines() if line[:1] in "┃│"]
    assert max(map(len, tables)) <= width
    assert ("16 digits: 40" in shown) == (width >= 110)
