"""Results drawn back onto their video."""

from vidresults.render.drawing import draw
from vidresults.render.privacy import Privacy
from vidresults.render.report import RenderReport
from vidresults.render.scene import Scene, Sight
from vidresults.render.stills import Still, StillsReport, render_stills
from vidresults.render.style import Style
from vidresults.render.video import render

__all__ = [
    "Privacy",
    "RenderReport",
    "Scene",
    "Sight",
    "Still",
    "StillsReport",
    "Style",
    "draw",
    "render",
    "render_stills",
]
