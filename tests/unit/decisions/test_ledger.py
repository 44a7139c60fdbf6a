"""Nothing is ever taken out of the ledger or written again."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.factories import engine_with
from tests.unit.decisions.desk import Desk, conflict, line

from dtsen_link.decisions.ledger import append, read_ledger
from dtsen_link.decisions.revoking import revoke
from dtsen_link.decisions.show import history
from dtsen_link.domain.id_key import read_id_key
from dtsen_link.errors import ConfigError, NotFoundError, SourceError, StorageError


def test_a_revoked_decision_stays_and_holds_no_longer(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    desk.answer(line("C1", "sama"))
    before = {path: path.read_bytes() for path in (tmp_path / "decisions").iterdir()}
    (decided,) = desk.ledger.rows
    signing = desk.signing(role="bps_kab", by="Joko", stamp="20261121T080000Z")
    revocation = revoke(desk.config, decided.decision_id, signing, "salah baris")
    assert desk.ledger.in_force == ()
    assert (revocation.revokes, revocation.alasan, revocation.oleh) == ((decided.decision_id,), "salah baris", "Joko")
    assert all(path.read_bytes() == content for path, content in before.items())
    for named in ("C1", "P2", "dtks:1", decided.decision_id):
        assert [row.keputusan for row in history(desk.ledger, named)] == ["sama", "cabut"]
    assert history(desk.ledger, "P9") == []


@pytest.mark.parametrize(
    ("by", "why", "words"), [("", "keliru", "--by"), (" ", "keliru", "--by"), ("Rina", " ", "--why")]
)
def test_nothing_is_revoked_without_a_name_and_a_reason(tmp_path: Path, by: str, why: str, words: str) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    desk.answer(line("C1", "sama"))
    (decided,) = desk.ledger.rows
    with pytest.raises(ConfigError, match=f'{words} "": '):
        revoke(desk.config, decided.decision_id, desk.signing(role="bps_kab", by=by), why)
    assert desk.ledger.in_force == (decided,)


def test_what_ended_a_decision_is_known(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"), conflict("C2", persons="P3 P4"))
    desk.answer(line("C1", "ragu"), line("C2", "sama"))
    desk.answer(line("C1", "sama"), stamp="20261120T090000Z")
    unsure, other = desk.ledger.rows[:2]
    ended = revoke(
        desk.config, other.decision_id, desk.signing(role="bps_kab", stamp="20261121T080000Z"), "salah baris"
    )
    found = {name: row.keputusan for name, row in desk.ledger.ended_by.items()}
    assert found == {unsure.decision_id: "sama", other.decision_id: "cabut"}
    assert desk.ledger.ended_by[other.decision_id] == ended


def test_only_what_is_in_force_is_revoked_and_only_by_a_role_that_may_answer(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    desk.answer(line("C1", "sama"))
    (decided,) = desk.ledger.rows
    with pytest.raises(NotFoundError, match="D0: no such decision"):
        revoke(desk.config, "D0", desk.signing(role="bps_kab"), "keliru")
    with pytest.raises(
        ConfigError, match="pendamping_pkh: may not revoke 'sama' on KEMUNGKINAN_SAMA; bps_kab, disdukcapil may"
    ):
        revoke(desk.config, decided.decision_id, desk.signing(role="pendamping_pkh"), "keliru")
    revoke(desk.config, decided.decision_id, desk.signing(role="bps_kab"), "keliru")
    with pytest.raises(NotFoundError, match="in force no longer"):
        revoke(desk.config, decided.decision_id, desk.signing(role="bps_kab"), "keliru")


def test_files_of_the_ledger_are_never_written_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    desk.answer(line("C1", "sama"))
    with pytest.raises(StorageError, match="never written again"):
        append(tmp_path / "decisions", list(desk.ledger.rows), "20261120T080000Z")
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="choose another folder"):
        append(tmp_path / "file" / "decisions", list(desk.ledger.rows), "x")


def test_a_folder_that_is_not_there_is_an_empty_ledger_and_a_foreign_file_is_refused(tmp_path: Path) -> None:
    assert read_ledger(tmp_path / "none").rows == ()
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(SourceError, match=r"a\.parquet: no part of a ledger"):
        read_ledger(tmp_path)


def test_copies_of_a_file_count_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    desk.answer(line("C1", "sama"))
    (path,) = (tmp_path / "decisions").iterdir()
    path.with_name("copy.parquet").write_bytes(path.read_bytes())
    assert len(desk.ledger.rows) == 1


def test_ids_made_in_python_and_in_sql_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "id.key").write_text("0123456789abcdef" * 4)
    key = read_id_key(tmp_path / "id.key")
    engine = engine_with()
    made = engine.query(f"SELECT keyed_id('D', 'a|b', '{key.inner}', '{key.outer}') AS id").to_pylist()[0]["id"]
    assert key.made("D", "a|b") == made
