"""What persons, families and resolve share: model descriptions, Splink's training and scoring, constrained clusters."""
