"""Stage 8: figures, invariants and gates, and the release itself."""
