"""Two models on one video: where they agree, and what only one of them sees."""

from vidresults.analytics.comparison.comparing import IOU, compare
from vidresults.analytics.comparison.schemas import BY, BY_CLASS, BY_FRAME, MOMENTS

__all__ = ["BY", "BY_CLASS", "BY_FRAME", "IOU", "MOMENTS", "compare"]
