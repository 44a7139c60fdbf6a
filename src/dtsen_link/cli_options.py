"""Options that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

ThreadsOption = Annotated[int | None, typer.Option(help="Threads to use instead of the configured number.", min=1)]
EngineOption = Annotated[
    str | None, typer.Option(help="duckdb, or spark for a cluster, instead of the configured one.", metavar="ENGINE")
]
MasterOption = Annotated[
    str | None,
    typer.Option(help='Address of Spark, as in "local[4]" or "yarn"; only with --engine spark.', metavar="URL"),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Write though queue files are there; those of the same name are replaced.")
]
MemoryOption = Annotated[str | None, typer.Option(help='Memory limit instead of the configured one, as in "4GB".')]
PartitionOption = Annotated[
    str | None,
    typer.Option(help="kode_prov: link province after province, in the memory of the largest one.", metavar="COLUMN"),
]
