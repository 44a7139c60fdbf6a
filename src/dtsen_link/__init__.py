"""dtsen-link: one registry of persons and families out of several social registries."""

__version__ = "0.1.0"
