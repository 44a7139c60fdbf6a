"""Stage 7: what the build could not decide, as questions to people."""
