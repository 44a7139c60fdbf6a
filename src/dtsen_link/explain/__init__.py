"""Explanations: why two records are one person or not, why units are one family, and what would have changed it."""
