"""Lets `python -m dtsen_link` run the command line."""

from dtsen_link.cli import main

if __name__ == "__main__":
    main()
