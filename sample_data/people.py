"""How a posed person is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from canvas import Colour, Pen, Points, capsule, circle, darker, hull, lighter, mix, rgb
from skeleton import HEAD_RADIUS, Body

if TYPE_CHECKING:
    from motion import Look


class Painter:
    """Paints one posed person.

    Args:
        pen: Set to where the person stands; it must not be flipped.
        body: The skeleton.
        look: Clothes, hair and size.
    """

    def __init__(self, pen: Pen, body: Body, look: Look) -> None:
        self.pen, self.body, self.look = pen, body, look
        self.near, self.far = (
            ("left", "right")
            if body.depth("left_shoulder") < body.depth("right_shoulder")
            else ("right", "left")
        )

    def all(self) -> None:
        """Paints everything, back to front."""
        self.behind()
        self.front()

    def behind(self) -> None:
        """Paints the far arm and leg, which a bicycle's frame would hide."""
        self._arm(self.far, shade=0.16)
        self._leg(self.far, shade=0.16)

    def front(self) -> None:
        """Paints the rest."""
        from_behind = self.body.faces_viewer < -0.2
        self._leg(self.near, shade=0.0)
        self._torso()
        if "bag" in self.look.shape:
            self._bag()
        if from_behind:
            self._head()
            self._arm(self.near, shade=0.0)
        else:
            self._arm(self.near, shade=0.0)
            self._head()

    def _limb(self, joints: tuple[str, str], radii: tuple[float, float], colour: Colour) -> None:
        start, end = (self.body.seen(joint) for joint in joints)
        first, last = (radius * self.look.size for radius in radii)
        self.pen.shape(capsule(start, end, first, last), colour)

    def _leg(self, side: str, shade: float) -> None:
        cloth = darker(self.look.second, shade)
        skin = darker(self.look.skin, shade)
        shoe = darker(rgb("#f6f1e6") if "run" in self.look.shape else rgb("#3b3145"), shade)
        bare = "run" in self.look.shape or "dress" in self.look.shape
        ankle, toe = f"{side}_ankle", f"{side}_toe"
        self._limb((f"{side}_knee", ankle), (2.3, 1.6), skin if bare else cloth)
        self._limb((f"{side}_hip", f"{side}_knee"), (3.3, 2.4), cloth)
        self._limb((ankle, toe), (1.9, 1.5), shoe)

    def _arm(self, side: str, shade: float) -> None:
        sleeve = darker(self.look.main, shade + 0.1)
        skin = darker(self.look.skin, shade)
        long_sleeve = "coat" in self.look.shape
        elbow, wrist = f"{side}_elbow", f"{side}_wrist"
        self._limb((elbow, wrist), (1.7, 1.4), sleeve if long_sleeve else skin)
        self._limb((f"{side}_shoulder", elbow), (2.5, 2.0), sleeve)
        self._limb((wrist, wrist), (1.7, 1.7), skin)

    def _round(self, joint: str, radius: float, down: float = 0.0) -> Points:
        x, y = self.body.seen(joint)
        return circle(x, y - down * self.look.size, radius * self.look.size)

    def _torso(self) -> None:
        colour, shape = self.look.main, self.look.shape
        hips = [self._round(f"{side}_hip", 3.5) for side in ("left", "right")]
        shoulders = [self._round(f"{side}_shoulder", 3.0, 0.6) for side in ("left", "right")]
        if "coat" in shape or "dress" in shape:
            drop = 8.0 if "coat" in shape else 9.5
            hips += [self._round(f"{side}_hip", 4.6, drop) for side in ("left", "right")]
            hips += [self._round(f"{side}_knee", 3.0, -5.0) for side in ("left", "right")]
        else:
            self.pen.shape(hull(*hips), self.look.second)
            hips = [self._round(f"{side}_hip", 3.3, -1.5) for side in ("left", "right")]
        self.pen.shape(hull(*hips, *shoulders), colour)
        if "run" in shape:
            chest = [self._round(f"{side}_shoulder", 1.2, 6.5) for side in ("left", "right")]
            self.pen.shape(hull(*chest), lighter(colour, 0.6))

    def _bag(self) -> None:
        start, end = self.body.seen(f"{self.far}_shoulder"), self.body.seen(f"{self.near}_hip")
        self.pen.line([start, (end[0], end[1] + 2)], 1.2, darker(self.look.hair, 0.3))
        x, y = end
        self.pen.box(x - 5, y - 6, x + 4, y + 2, self.look.hair, 1.5)
        self.pen.box(x - 5, y - 1.4, x + 4, y + 2, darker(self.look.hair, 0.2), 1)

    def _head(self) -> None:
        look, body, pen = self.look, self.body, self.pen
        size, r = look.size, HEAD_RADIUS
        helmet = "helmet" in look.shape
        hair = rgb("#4a3428") if helmet else look.hair
        faces = body.faces_viewer
        if "long" in look.shape and faces > 0:
            self._limb(("back", "nape"), (r * 0.95, r * 0.62), hair)
        self._neck()
        if faces > 0:
            pen.shape(self._round("back", r * 0.96), hair)
        pen.shape(self._round("face", r * 0.92), look.skin)
        if faces > 0:
            self._face(faces)
            fringe = [self._round("crown", r * 0.38), self._round("back", r * 0.6, -1.5)]
            pen.shape(hull(*fringe), hair)
        else:
            pen.shape(self._round("back", r * 1.02), hair)
            if "long" in look.shape:
                self._limb(("back", "nape"), (r * 0.95, r * 0.62), hair)
        if helmet:
            x, y = body.seen("crown")
            dome = circle(x, y + 0.8 * size, r * 1.08, r * 0.8)
            pen.shape(dome[dome[:, 1] > y - 0.6], look.hair)
            pen.line([(x - 3, y + 3), (x + 3, y + 3)], 1.0, lighter(look.hair, 0.6))

    def _neck(self) -> None:
        x, y = self.body.seen("head")
        size = self.look.size
        outline = capsule((x, y), (x - 0.3, y - 7 * size), 2.1 * size, 2.1 * size)
        self.pen.shape(outline, darker(self.look.skin, 0.14))

    def _face(self, faces: float) -> None:
        ink = rgb("#38292c")
        near_ear = f"{self.near}_ear"
        if faces < 0.9:
            self.pen.shape(self._round(near_ear, 1.3), darker(self.look.skin, 0.1))
        self.pen.shape(self._round("nose", 0.9), darker(self.look.skin, 0.1))
        for side in ("left", "right"):
            if self.body.depth(f"{side}_eye") < 0.6:
                self.pen.shape(self._round(f"{side}_eye", 0.62), ink)
        x, y = self.body.seen("mouth")
        self.pen.line([(x - 0.7, y), (x + 0.7, y)], 0.6, mix(self.look.skin, rgb("#b0524c"), 0.55))
