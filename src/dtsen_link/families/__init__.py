"""Stage 4: pairs of family units scored on their members, head, number and place."""
