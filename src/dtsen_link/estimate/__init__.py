"""How good a release is, told without labels: expected wrong and missed pairs, and intervals around the rates."""
