"""Stage 3: pairs of records scored on what is a person's own."""
