"""Results held against ground truth: how much is found, as what, and how well it is followed."""

from vidresults.analytics.evaluation.alignment import ALIGN, Align
from vidresults.analytics.evaluation.evaluate import Evaluation, evaluate
from vidresults.analytics.evaluation.shapes import IOUS, Iou
from vidresults.analytics.evaluation.tables import CONFUSION, EVALUATION, PRECISION_RECALL

__all__ = [
    "ALIGN",
    "CONFUSION",
    "EVALUATION",
    "IOUS",
    "PRECISION_RECALL",
    "Align",
    "Evaluation",
    "Iou",
    "evaluate",
]
