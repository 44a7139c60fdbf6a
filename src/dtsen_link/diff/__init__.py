"""What changed from one release to another: an account for people, out of the two release folders alone."""
