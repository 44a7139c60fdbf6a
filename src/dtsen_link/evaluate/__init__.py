"""A release held against a known truth."""
