"""Rules about numbers, names, dates and places, as pure functions."""
