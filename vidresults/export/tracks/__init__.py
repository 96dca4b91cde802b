"""Tracks as datasets have them: ids, sequences, presences."""
