"""Turns the output of video inference jobs into Arrow tables, datasets and annotated videos."""
