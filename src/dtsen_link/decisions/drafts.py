"""From one answered line of a sheet to the decisions it makes, or to the reason why it makes none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dtsen_link.decisions import values
from dtsen_link.decisions.model import ANSWERS, TOGETHER, Decision, essence
from dtsen_link.decisions.questions import Question, Questions
from dtsen_link.decisions.rules import AnswerRule, answer_rules, roles
from dtsen_link.decisions.sheet import Line
from dtsen_link.decisions.values import BadValueError, Said
from dtsen_link.domain.id_key import IdKey

_PRESENCE = {"hidup": "ADA", "meninggal": "MENINGGAL"}


class RejectedError(Exception):
    """Why a line is not taken, in words; without the value that stood there."""


@dataclass(frozen=True)
class Signing:
    """Who answers and when, for lines that do not say so themselves.

    Attributes:
        by: name or number of the person; None where every line must say it.
        role: in which role; empty: the file bears its name, as queue files do.
        day: the date of the answers.
        today: no answer is of a later day.
        stamp: time of the import, in UTC.
        key: the secret that ids are made with.
    """

    by: str | None
    role: str
    day: date
    today: date
    stamp: str
    key: IdKey


@dataclass(frozen=True)
class _Target:
    """What one decision of a line is about."""

    persons: tuple[str, ...] = ()
    family: str = ""
    field: str = ""
    value: str = ""


def decisions_of(line: Line, questions: Questions, signing: Signing) -> list[Decision]:
    """The decisions of an answered line; a cell with several values makes several.

    Raises:
        RejectedError: with the reason.
    """
    question = _question(line, questions)
    answer = answer_of(line)
    rule = answer_rules().get(question.jenis)
    if not answer:
        raise RejectedError("keputusan: is empty though nilai says something; write the answer, or empty nilai")
    if answer not in ANSWERS:
        raise RejectedError("keputusan: what stands there is no answer")
    if rule is None or answer not in rule.answers():
        allowed = ", ".join(rule.answers()) if rule else "none"
        raise RejectedError(f"keputusan: {question.jenis} does not take {answer!r}; it takes {allowed}")
    role = _role(line, signing)
    if role not in rule.roles(answer):
        raise RejectedError(
            f"role: {role} may not answer {answer!r} to {question.jenis}; {', '.join(rule.roles(answer))} may"
        )
    try:
        targets = _targets(line["nilai"], answer, question, rule, questions, signing.today)
    except BadValueError as problem:
        raise RejectedError(str(problem)) from None
    by, day = _by(line, signing), _day(line, signing)
    return [_decision(line, question, answer, target, questions, signing, (by, role, day)) for target in targets]


def answer_of(line: Line) -> str:
    """What stands under `keputusan`, in small letters and with single blanks."""
    return " ".join(line["keputusan"].lower().split())


def _question(line: Line, questions: Questions) -> Question:
    if not line["no_konflik"]:
        raise RejectedError("no_konflik: is empty; write the number of the question that this line answers")
    question = questions.by_id.get(line["no_konflik"])
    if question is None:
        raise RejectedError(
            f"unknown question: {questions.release} has no open question of this number; it may have been settled since"
        )
    if line["sidik"] != question.sidik:
        raise RejectedError(
            f"stale: the facts have changed since this sheet was written; answer it from the queue of {questions.release}"
        )
    return question


def _role(line: Line, signing: Signing) -> str:
    found = signing.role or line.file.rpartition(".")[0]
    if found not in roles():
        raise RejectedError(
            f"role: not known; the file is not named after a role ({', '.join(roles())}), so give --role"
        )
    return found


def _by(line: Line, signing: Signing) -> str:
    found = line["oleh"] or (signing.by or "").strip()
    if not found:
        raise RejectedError("oleh: nobody has signed; fill the column or give --by")
    return found


def _day(line: Line, signing: Signing) -> date:
    if not line["tanggal"]:
        return signing.day
    found = values.read_date(line["tanggal"])
    if found is None:
        raise RejectedError("tanggal: no date; write day-month-year as in 05-02-2026")
    if found > signing.today:
        raise RejectedError("tanggal: lies in the future")
    return found


def _targets(
    cell: str, answer: str, question: Question, rule: AnswerRule, questions: Questions, today: date
) -> list[_Target]:
    if answer == "nilai":
        if not cell:
            raise BadValueError("nilai: the answer is a value, but none is given")
        return [
            target for said in values.split_cell(cell) for target in _valued(said, question, rule, questions, today)
        ]
    if answer == "pindah":
        if not cell:
            raise BadValueError(
                "nilai: say where the person lives now: a KK number, or the line of somebody who lives there"
            )
        return [_moved(said, question, questions) for said in values.split_cell(cell)]
    chosen = tuple(_person(line, question) for line in values.split_lines(cell)) or question.person_ids
    if answer in _PRESENCE:
        return [
            _Target((person,), field="keberadaan", value=_PRESENCE[answer])
            for person in _present(chosen, question, questions)
        ]
    if question.jenis == "KELUARGA_GABUNG":
        return [_Target(family=question.family_ids[0])]
    if answer in (*TOGETHER, "berbeda") and len(question.person_ids) > 1 and len(chosen) < 2:
        raise BadValueError("nilai: two persons at least must be named, or none for all of them")
    return [_Target(chosen)]


def _present(chosen: tuple[str, ...], question: Question, questions: Questions) -> tuple[str, ...]:
    """Whom a word on life or death is about: who is missing, not who may be the same person somewhere else."""
    if question.jenis != "HILANG_DARI_RILIS":
        return chosen
    return tuple(person for person in chosen if not questions.records[person]) or chosen


def _valued(said: Said, question: Question, rule: AnswerRule, questions: Questions, today: date) -> list[_Target]:
    field = said.field or rule.field[0]
    if field not in rule.field:
        raise BadValueError(f"nilai: {question.jenis} can set {', '.join(rule.field)}, not {said.field!r}")
    if field == "kepala":
        return [_head(said, question)]
    value = values.checked(field, said.text, today)
    persons = _persons_meant(said, question, rule)
    if field == "no_kk":
        return [_Target(family=_family_of(person, questions), field=field, value=value) for person in persons]
    return [
        _Target((person,), family=questions.family_of.get(person, ""), field=field, value=value) for person in persons
    ]


def _persons_meant(said: Said, question: Question, rule: AnswerRule) -> tuple[str, ...]:
    if said.line:
        return (_person(said.line, question),)
    if rule.lingkup == "semua" or len(question.person_ids) == 1:
        return question.person_ids
    raise BadValueError("nilai: the question is about several persons; name the line of the one, as in 2: value")


def _head(said: Said, question: Question) -> _Target:
    if not said.text.isdigit():
        raise BadValueError("nilai: name the head by the line in which the person stands, as in 2")
    person = _person(int(said.text), question)
    return _Target((person,), family=question.family_ids[0], field="kepala", value=person)


def _moved(said: Said, question: Question, questions: Questions) -> _Target:
    if said.line:
        person = _person(said.line, question)
    elif len(question.person_ids) == 1:
        person = question.person_ids[0]
    else:
        raise BadValueError("nilai: the question is about several persons; say who moves, as in 2: 3201010101200001")
    text = said.text.upper()
    if text.isdigit() and len(text) <= 3:
        family = _family_of(_person(int(text), question), questions)
    elif text in questions.family_records:
        family = text
    else:
        families = questions.families_of_kk.get(text, ())
        if len(families) != 1:
            raise BadValueError(
                f"nilai: {len(families)} families of {questions.release} bear this KK number; one is needed"
            )
        family = families[0]
    return _Target((person,), family=family, field="keluarga", value=family)


def _person(line: int, question: Question) -> str:
    if not 1 <= line <= len(question.person_ids):
        raise BadValueError(f"nilai: there is no line {line}; the question names {len(question.person_ids)} persons")
    return question.person_ids[line - 1]


def _family_of(person: str, questions: Questions) -> str:
    family = questions.family_of.get(person)
    if family is None:
        raise BadValueError("nilai: the person of this line has no family")
    return family


def _decision(
    line: Line,
    question: Question,
    answer: str,
    target: _Target,
    questions: Questions,
    signing: Signing,
    signed: tuple[str, str, date],
) -> Decision:
    persons = target.persons
    family_records = questions.family_records.get(target.family, ())
    draft = Decision(
        decision_id="",
        conflict_id=question.conflict_id,
        jenis=question.jenis,
        keputusan=answer,
        field=target.field,
        nilai=target.value,
        person_ids=persons,
        records=tuple(questions.records[person] for person in persons),
        family_ids=(target.family,) if target.family else (),
        family_records=question.record_ids if question.jenis == "KELUARGA_GABUNG" else family_records,
        oleh=signed[0],
        peran=signed[1],
        kapan=signed[2],
        alasan=line["catatan"],
        rilis=questions.release,
        berkas=line.file,
        baris=line.row,
        sidik=question.sidik,
        fakta=question.fakta,
        dicatat=signing.stamp,
    )
    return signed_by(draft, signing.key)


def signed_by(draft: Decision, key: IdKey) -> Decision:
    """A decision with its id."""
    return draft.model_copy(update={"decision_id": key.made("D", essence(draft))})
