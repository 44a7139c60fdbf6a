"""Stage 2: raw records become typed, cleaned and graded persons and family units."""
