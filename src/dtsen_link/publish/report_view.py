"""What the report shows, made out of metrics.json: no figure comes from anywhere else.

Each function makes one part of the page; the template only lays them out and says in words what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dtsen_link.publish.figures import bars, plain_bars
from dtsen_link.publish.report_estimates import estimates_view
from dtsen_link.publish.report_life import life_view
from dtsen_link.publish.report_linkage import linkage_view, models_view
from dtsen_link.publish.report_parts import Counts, View, by_size, get, in_order
from dtsen_link.publish.report_since import since_view
from dtsen_link.publish.schema import code_lists

_SOURCE_N = {"1": "t-one", "2": "t-two", "3": "t-three", "4": "t-four"}
_IN_N = {"1": "in one registry", "2": "in two", "3": "in three", "4": "in four"}
_NIK = {
    "ok": "t-good", "ok_retired_region": "t-good2", "region_unknown": "t-warn2", "birth_invalid": "t-warn",
    "serial_zero": "t-warn3", "bad_length": "t-bad2", "float_lost": "t-bad", "temporary": "t-third", "placeholder": "t-bad3",
    "date_invalid": "t-warn", "nik_in_kk": "t-third", "missing": "t-rest",
}  # fmt: skip
_DOB = {"day": "t-good", "heaped": "t-good2", "month": "t-warn2", "year": "t-warn", "age": "t-bad2", "none": "t-rest"}
_REGION = {
    "code": "t-good", "crosswalk": "t-good2", "name": "t-main", "partial": "t-warn2", "conflict": "t-bad2", "unknown": "t-rest",
}  # fmt: skip
_SEVERITY = {"3": "t-bad", "2": "t-warn", "1": "t-main"}
_SEVERITY_WORDS = {"3": "high (tinggi)", "2": "medium (sedang)", "1": "low (rendah)"}
_OUTCOMES = ("fail", "warn", "unknown", "ok")
_UNKNOWN = "–"


def report_view(metrics: View, charts: Mapping[str, Mapping[str, Any]]) -> View:
    """Everything the template needs, section by section."""
    lists = {name: {row["code"]: row["label"] for row in rows} for name, rows in code_lists().items()}
    return {
        "release": metrics["release"],
        "sources": metrics["sources"],
        "versions": metrics["run"]["versions"],
        "totals": metrics["totals"],
        "trust": _trust(metrics),
        "since": since_view(metrics),
        "deliveries": _deliveries(metrics, lists),
        "coverage": _coverage(metrics),
        "quality": _quality(metrics, lists),
        "linkage": linkage_view(metrics, lists),
        "estimates": estimates_view(metrics, _group_words(metrics, lists)),
        "models": models_view(metrics, charts),
        "conflicts": _conflicts(metrics, lists),
        "made": _made(metrics),
        "lists": lists,
    }


def _group_words(metrics: View, lists: View) -> dict[str, dict[str, str]]:
    regions = {code: f"{name} ({code})" for code, name in metrics["region_names"].items()}
    ages = {"00-04": "0 to 4 years", "05-17": "5 to 17", "18-39": "18 to 39", "40-59": "40 to 59", "60+": "60 and more"}
    unknown = {"-": "unknown"}
    return {
        "provinsi": regions | unknown,
        "kabupaten": regions | unknown,
        "jenis_kelamin": lists["jenis_kelamin"] | unknown,
        "umur": ages | unknown,
        "desil": {"-": "not ranked"},
        "kata_nama": unknown,
        "nik": {"NIK": "usable NIK", "no NIK": "no usable NIK"},
    }


def _trust(metrics: View) -> View:
    invariants, gates = metrics["invariants"], metrics["gates"]
    ordered = sorted(gates, key=lambda gate: (_OUTCOMES.index(gate["outcome"]), gate["name"]))
    return {
        "invariants": invariants,
        "kept": sum(row["broken_n"] == 0 for row in invariants),
        "gates": [{**gate, "limits": _limits(gate)} for gate in ordered],
        "warnings": [gate for gate in ordered if gate["outcome"] in ("warn", "fail")],
        "passed": sum(gate["outcome"] == "ok" for gate in gates),
    }


def _limits(gate: View) -> str:
    words = {"min_fail": "stops below", "max_fail": "stops above", "min_warn": "warns below", "max_warn": "warns above"}
    return ", ".join(f"{text} {gate[key]:g}" for key, text in words.items() if gate[key] is not None)


def _deliveries(metrics: View, lists: View) -> View:
    section = metrics["deliveries"]
    read, kept, rejected = (section.get(name, {}) for name in ("rows_read", "rows_kept", "rows_rejected"))
    reasons = get(metrics, "deliveries", "reject_reason")
    by_reason: dict[str, int] = {}
    for counts in reasons.values():
        for reason, number in counts.items():
            by_reason[reason] = by_reason.get(reason, 0) + number
    files = sorted(
        section["by_file"], key=lambda row: (not row["flags"], -row["rows_rejected"], row["source"], row["file"])
    )
    return {
        "by_source": [
            {
                **source,
                "files": section.get("files", {}).get(source["name"], 0),
                "read": read.get(source["name"], 0),
                "kept": kept.get(source["name"], 0),
                "rejected": rejected.get(source["name"], 0),
                "units": get(metrics, "quality", "units").get(source["name"], 0),
            }
            for source in metrics["sources"]
        ],
        "read": sum(read.values()),
        "rejected": sum(rejected.values()),
        "reasons": [
            (reason, lists["reject_reason"].get(reason, reason), by_reason[reason]) for reason in sorted(by_reason)
        ],
        "files": files,
        "flagged": [row for row in files if row["flags"]],
        "sensitive": get(metrics, "deliveries", "sensitive_values"),
    }


def _coverage(metrics: View) -> View:
    names = metrics["region_names"]
    combinations = get(metrics, "coverage", "persons_by_combination")
    sources = [source["name"] for source in metrics["sources"]]
    by_kab = _regions(metrics, "persons_by_kab", names)
    by_source = in_order(get(metrics, "coverage", "persons_by_source"), metrics)
    return {
        "sources": sources,
        "combinations": _combinations(combinations, sources),
        "families": _combinations(get(metrics, "coverage", "families_by_combination"), sources),
        "by_source": bars(by_source, _SOURCE_N, labels=_IN_N, full=False),
        "by_source_n": get(metrics, "coverage", "persons_by_source_n"),
        "legend": [(tone, _IN_N[key]) for key, tone in _SOURCE_N.items() if int(key) <= max(len(sources), 1)],
        "by_prov": bars(_regions(metrics, "persons_by_prov", names), _SOURCE_N, labels=_IN_N),
        "by_kab": bars(by_kab, _SOURCE_N, labels=_IN_N),
        "groups": [
            (
                "Sex",
                bars(
                    _named(get(metrics, "coverage", "persons_by_sex"), {"L": "male (L)", "P": "female (P)"}), _SOURCE_N
                ),
            ),
            (
                "Decade of birth",
                bars(_named(get(metrics, "coverage", "persons_by_birth_decade"), {}, "{}s"), _SOURCE_N),
            ),
            (
                "Welfare decile (desil)",
                bars(_named(get(metrics, "coverage", "persons_by_desil"), {}, "desil {}"), _SOURCE_N),
            ),
        ],
    }


def _combinations(counts: Counts, sources: list[str]) -> list[View]:
    total, longest = sum(counts.values()) or 1, max(counts.values(), default=0) or 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [
        {
            "name": name,
            "members": [source in name.split(" + ") for source in sources],
            "value": value,
            "share": value / total,
            "length": value / longest,
        }
        for name, value in ordered
    ]


def _regions(metrics: View, name: str, names: Mapping[str, str], section: str = "coverage") -> dict[str, Any]:
    found = get(metrics, section, name)
    ordered = sorted(found, key=lambda code: (code == "-", code))
    return {_region(code, names): found[code] for code in ordered}


def _region(code: str, names: Mapping[str, str]) -> str:
    if code == "-":
        return "region not known"
    dotted = code if len(code) == 2 else f"{code[:2]}.{code[2:]}"
    return f"{dotted} {names.get(code, '')}".strip()


def _named(counts: Mapping[str, Any], words: Mapping[str, str], form: str = "{}") -> dict[str, Any]:
    ordered = sorted(counts, key=lambda key: (key == "-", len(key), key))
    return {"not known" if key == "-" else words.get(key, form.format(key)): counts[key] for key in ordered}


def _quality(metrics: View, lists: View) -> View:
    records = in_order(get(metrics, "quality", "records"), metrics)
    findings = get(metrics, "quality", "nik_finding")
    return {
        "records": records,
        "charts": [
            _status("NIK", "nik_status", _NIK, metrics, lists),
            _status("No. KK", "kk_status", _NIK, metrics, lists),
            _status("Birth date", "dob_precision", _DOB, metrics, lists),
            _status("Region", "wilayah_grade", _REGION, metrics, lists),
        ],
        "filled": _shares_by_source(get(metrics, "quality", "filled"), records),
        "findings": _shares_by_source(_without_usable(findings), records),
        "usable": [(source, findings.get(source, {}).get("nik_usable", 0), n) for source, n in records.items()],
        "flags": _shares_by_source(get(metrics, "quality", "quality_flag"), records),
    }


def _without_usable(findings: Mapping[str, Counts]) -> dict[str, dict[str, int]]:
    """Findings that speak against a NIK; that it is usable speaks for it and stands apart."""
    return {
        source: {name: n for name, n in parts.items() if name != "nik_usable"} for source, parts in findings.items()
    }


def _status(title: str, name: str, tones: Mapping[str, str], metrics: View, lists: View) -> View:
    counts = in_order(get(metrics, "quality", name), metrics)
    used = {status for parts in counts.values() for status in parts}
    words = {status: f"{status} · {lists[name].get(status, status).lower()}" for status in used}
    made = bars(counts, tones, labels=words)
    legend = [(tone, words[status]) for status, tone in tones.items() if status in used]
    legend += [("t-rest", words[status]) for status in sorted(used - set(tones))]
    return {"title": title, "name": name, "bars": made, "legend": legend}


def _shares_by_source(counts: Mapping[str, Counts], records: Counts) -> View:
    sources = list(records)
    columns = {column for parts in counts.values() for column in parts}
    totals = {column: sum(parts.get(column, 0) for parts in counts.values()) for column in columns}
    ordered = sorted(columns, key=lambda column: (-totals[column], column))
    return {
        "sources": sources,
        "rows": [
            (column, [(counts.get(source, {}).get(column, 0), records[source]) for source in sources])
            for column in ordered
        ],
    }


def _conflicts(metrics: View, lists: View) -> View:
    by_type = get(metrics, "conflicts", "by_type")
    words = lists["jenis_konflik"]
    totals = {jenis: sum(parts.values()) for jenis, parts in by_type.items()}
    ordered = sorted(by_type, key=lambda jenis: (-totals[jenis], jenis))
    groups = get(metrics, "conflicts", "type_group")
    roles = {
        lists["peran"].get(role, role): sum(parts.values())
        for role, parts in get(metrics, "conflicts", "by_role").items()
    }
    by_prov = {
        region: sum(parts.values())
        for region, parts in _regions(metrics, "by_prov", metrics["region_names"], "conflicts").items()
    }
    by_kab = _regions(metrics, "by_kab", metrics["region_names"], "conflicts")
    return {
        "types": [
            (bar, words.get(bar.label, bar.label), next(iter(groups.get(bar.label, {})), ""), _meaning(bar.label))
            for bar in bars({jenis: by_type[jenis] for jenis in ordered}, _SEVERITY, labels=_SEVERITY_WORDS, full=False)
        ],
        "legend": [(tone, _SEVERITY_WORDS[key]) for key, tone in _SEVERITY.items()],
        "roles": plain_bars(by_size(roles)),
        "by_prov": plain_bars(by_prov),
        "by_kab": bars(by_kab, _SEVERITY, labels=_SEVERITY_WORDS, full=False),
        "high": sum(parts.get("3", 0) for parts in by_type.values()),
        "life": life_view(metrics, lists["peran"], _region_words(metrics)),
    }


def _region_words(metrics: View) -> dict[str, str]:
    names = metrics["region_names"]
    return {code: _region(code, names) for code in ("-", *names)}


def _meaning(jenis: str) -> str:
    return next((row["meaning"] for row in code_lists()["jenis_konflik"] if row["code"] == jenis), "")


def _made(metrics: View) -> View:
    settings = {key: value for key, value in metrics["settings"].items() if key not in ("sources", "survivorship")}
    flat: list[tuple[str, str]] = []
    for key, value in settings.items():
        if isinstance(value, dict):
            flat += [(f"{key}.{inner}", _text(item)) for inner, item in value.items()]
        else:
            flat.append((key, _text(value)))
    run = metrics["run"]
    seconds = {stage: run["seconds"][stage] for stage in run["stages"]}
    return {
        "settings": flat,
        "seconds": plain_bars({stage: round(value) for stage, value in seconds.items()}, notes=_seconds(seconds)),
        "total_seconds": sum(seconds.values()),
        "ran_on": _ran_on(run),
        "tables": metrics["tables"],
        "versions": metrics["run"]["versions"],
        "sources": metrics["settings"]["sources"],
    }


def _ran_on(run: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the build was given and what it held; a release of an earlier version says less."""
    held = run.get("peak_memory_bytes")
    return [
        ("engine", _text(run.get("engine"))),
        ("threads", _text(run.get("threads") or "all")),
        ("memory limit", _text(run.get("memory_limit"))),
        ("limit of what is spilled", _text(run.get("temp_limit"))),
        ("partition", _text(run.get("partition"))),
        ("peak memory", f"{held / 1e9:.1f} GB" if held else _UNKNOWN),
    ]


def _seconds(seconds: Mapping[str, float]) -> dict[str, str]:
    return {stage: f"{value:,.1f} s" for stage, value in seconds.items()}


def _text(value: Any) -> str:
    if value in ("", None, [], {}):
        return _UNKNOWN
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return str(value)
