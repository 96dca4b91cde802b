"""Results drawn back onto their video."""

from vidresults.render.drawing import draw
from vidresults.render.privacy import Privacy
from vidresults.render.scene import Scene, Sight
from vidresults.render.style import Style
from vidresults.render.video import RenderReport, render

__all__ = ["Privacy", "RenderReport", "Scene", "Sight", "Style", "draw", "render"]
