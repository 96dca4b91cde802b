"""Formats of other programs: one file each, and what several of them share."""
