"""What people have decided: read from their queue files, kept for ever, held in every later build."""
