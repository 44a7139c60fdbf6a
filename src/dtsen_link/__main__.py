"""Lets `python -m dtsen_link` run the command line."""

from dtsen_link.cli import main

main()
