"""The HTML report: one self-contained file that opens anywhere, offline, and prints.

It is a pure function of metrics.json and the chart specifications beside it. Splink's own charts are Vega-Lite; the
JavaScript that draws them ships with Splink and is put into the page once. Everything else is HTML, CSS and SVG.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, UndefinedError

from dtsen_link import __version__
from dtsen_link.errors import SourceError, StorageError
from dtsen_link.publish import figures
from dtsen_link.publish.report_view import report_view

METRICS_FILE = "metrics.json"
CHARTS_FILE = "report/charts.json"
REPORT_FILE = "report/index.html"


def write_report(release: Path) -> Path:
    """Write report/index.html of a release from its metrics.json and report/charts.json.

    Returns:
        The file written.

    Raises:
        SourceError: the folder is no release.
    """
    metrics = _read_json(release / METRICS_FILE)
    charts = _read_json(release / CHARTS_FILE) if (release / CHARTS_FILE).is_file() else {}
    path = release / REPORT_FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(render(metrics, charts), encoding="utf-8")
    return path


def rewrite_report(release: Path, tell: Callable[[str], None]) -> Path:
    """Write the report of a published release again, for a user who may have another version's release or a damaged one.

    Args:
        release: a release folder.
        tell: takes what the user should know about the report that was written.

    Returns:
        The file written.

    Raises:
        SourceError: the folder is no release, or its metrics.json is not what this version writes.
        StorageError: the report cannot be written.
    """
    metrics = release / METRICS_FILE
    if metrics.is_file() and not (release / CHARTS_FILE).is_file():
        tell(f"{release / CHARTS_FILE}: no such file; the report is written without the charts of the models")
    try:
        return write_report(release)
    except (LookupError, AttributeError, TypeError, UndefinedError) as error:
        raise SourceError(
            f"{metrics}: lacks what the report is made of ({type(error).__name__}: {error}); it is damaged, or of another "
            f"version than {__version__}. Build the release again"
        ) from error
    except OSError as error:
        raise StorageError(
            f"{error.filename or release / REPORT_FILE}: cannot write ({error.strerror}); free space, or see who may write there"
        ) from error


def render(metrics: dict[str, Any], charts: dict[str, dict[str, Any]]) -> str:
    """The report as HTML.

    Args:
        metrics: what metrics.json holds.
        charts: model -> chart name -> Vega-Lite specification.
    """
    view = report_view(metrics, charts)
    specifications = {chart["id"]: chart["spec"] for model in view["models"] for chart in model["charts"]}
    return (
        page_templates("dtsen_link.publish")
        .get_template("report.html.j2")
        .render(view=view, charts=specifications, libraries=_libraries() if specifications else {})
    )


def page_templates(package: str) -> Environment:
    """The templates of a package beside those all pages share (report.css, parts.html.j2), and the filters they use."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in dict.fromkeys((package, "dtsen_link.publish"))]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "count": figures.count,
        "short": figures.short,
        "percent": figures.percent,
        "decimal": figures.decimal,
    }
    environment.globals["histogram"] = figures.histogram
    return environment


def _libraries() -> dict[str, str]:
    # Loaded late: importing Splink takes longer than rendering.
    from splink.internals.html_utils import load_chart_libraries

    return dict(load_chart_libraries())


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SourceError(
            f"{path}: no such file; name the folder of a release, as `dtsen-link build` prints it"
        ) from None
    except PermissionError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}); see who may read it") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: is damaged: {error}. Build the release again") from None
    if not isinstance(found, dict):
        raise SourceError(f"{path}: is damaged: no JSON object. Build the release again")
    return found
