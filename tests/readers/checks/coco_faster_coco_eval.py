"""faster-coco-eval: perfect results of the five masks and of poses."""

import facts
import scores
from faster_coco_eval import COCO, COCOeval_faster

five, five_polygons, five_results, people, people_results = facts.asked()
scores.check(COCO, COCOeval_faster, [five, five_polygons], five_results, people, people_results)
