"""Links that work once and for a while: of each purpose at most one, of which only a digest is kept."""
