"""Synthetic registries with a known truth."""
