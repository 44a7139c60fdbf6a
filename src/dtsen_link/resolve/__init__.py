"""Stage 5: scored pairs become persons and families."""
