"""The page and diff.json: what a meeting reads, offline and without a number or name of a person."""

from __future__ import annotations

import html
import json
import re

import pytest
from tests.unit.diff.test_compare import quarters, with_ids
from typer.testing import CliRunner

from dtsen_link.cli import app
from dtsen_link.diff.account import Account
from dtsen_link.diff.compare import compare_releases
from dtsen_link.diff.page import REASONS, opening, render_account
from dtsen_link.diff.write import write_account
from dtsen_link.errors import StorageError


@pytest.fixture(scope="module")
def account(tmp_path_factory) -> Account:
    folder = tmp_path_factory.mktemp("releases")
    old, new = quarters()
    with_ids(old, new)
    return compare_releases(old.write(folder), new.write(folder))


@pytest.fixture(scope="module")
def page(account) -> str:
    return render_account(account, top=1)


def test_it_opens_with_what_happened_in_words(account, page):
    words = opening(account)
    assert words.startswith("Between 2026Q1 and 2026Q2 the registry went from 6 to 7 persons (+1): ")
    assert "1 are new, 1 came back and 1 were parted from another" in words
    assert "1 are in no delivery any more and 1 turned out to be the same as another" in words
    assert f"{account.persons.all.low_entered} came in and {account.persons.all.low_left} left" in words
    assert words in html.unescape(page)


def test_every_section_is_there_and_linked(page):
    for anchor in ("became", "low", "deciles", "programmes", "areas", "questions", "matched"):
        assert f'<section id="{anchor}">' in page
        assert f'href="#{anchor}"' in page


def test_nothing_is_fetched_and_nobody_is_named(page):
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", page)
    assert "@import" not in page
    assert "url(" not in page
    assert not re.search(r"\d{16}", page)
    assert "Siti" not in page


def test_kabupaten_beyond_the_first_stand_in_a_list_that_opens(account, page):
    assert "All 2 kabupaten and kota" in page
    assert "All 2 kabupaten and kota" not in render_account(account, top=2)


def test_matching_by_records_is_said_before_the_figures(tmp_path):
    old, new = quarters()
    page = render_account(compare_releases(old.write(tmp_path), new.write(tmp_path)), top=5)
    assert page.index("it was not built upon it") < page.index('<div class="cards">')


def test_every_reason_has_words(account):
    from dtsen_link import resources

    text = (resources.sql_dir() / "diff" / "diff_crossing.sql").read_text(encoding="utf-8")
    coded = set(re.findall(r"THEN '(\w+)'", text)) - {"came"}
    fates = {"new", "returned", "split", "merged", "dissolved", "absent", "reported_dead"}
    assert coded | fates | {"other_rule"} == set(REASONS)


def test_json_holds_the_account(account, tmp_path):
    page, data = write_account(account, tmp_path / "out", top=5)
    assert page.is_file()
    assert Account.model_validate(json.loads(data.read_text(encoding="utf-8"))) == account


def test_the_same_releases_give_the_same_bytes(account, tmp_path):
    old, new = quarters()
    with_ids(old, new)
    again = compare_releases(old.write(tmp_path), new.write(tmp_path))
    assert again.model_dump_json() == account.model_dump_json()


def test_a_folder_that_cannot_be_written_is_named(account, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageError, match="choose another folder"):
        write_account(account, tmp_path / "file", top=5)


def test_the_command_writes_both_and_says_where(tmp_path, monkeypatch):
    old, new = quarters()
    folders = [str(world.write(tmp_path)) for world in (old, new)]
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["diff", *folders, "--list", "who.parquet"])
    assert result.exit_code == 0, result.output
    assert result.stdout.split() == [
        str(path).replace("\\", "/")
        for path in ("diff_2026Q1_2026Q2/index.html", "diff_2026Q1_2026Q2/diff.json", "who.parquet")
    ]
    assert "was not built upon it" in result.stderr
    assert (tmp_path / "who.parquet").is_file()
