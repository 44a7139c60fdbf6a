"""Stage 1: delivered files become raw records, every line accounted for."""
