"""Quality without ground truth: how steady, how sure and how complete results are."""

from vidresults.analytics.measures.measure import QUALITY
from vidresults.analytics.measures.quality import BREAK_SAMPLES, NEAR_THRESHOLD, WORST, quality

__all__ = ["BREAK_SAMPLES", "NEAR_THRESHOLD", "QUALITY", "WORST", "quality"]
