"""hotcoco: perfect results of the five masks and of poses."""

import facts
import scores
from hotcoco import COCO, COCOeval

five, five_polygons, five_results, people, people_results = facts.asked()
scores.check(COCO, COCOeval, [five, five_polygons], five_results, people, people_results)
