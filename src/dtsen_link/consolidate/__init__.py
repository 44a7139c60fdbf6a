"""Stage 6: one golden person and family per cluster, with provenance and lasting ids."""
