"""The pictures of a dataset: their names, places in videos, and parts."""
