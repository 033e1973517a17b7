"""The report's colours, and the proof that people can tell them apart.

Colour never stands alone on the page: shape says the level of an actor, dashes say the status of a tie,
width says certainty, and the head of an arrow repeats what its colour says. The functions here let tests
prove contrast (WCAG 2.2, relative luminance) and distance under simulated colour blindness (CIEDE2000).
"""

from __future__ import annotations

import math

__all__ = [
    "AGREEMENT",
    "AUTHORITY",
    "CLAIM",
    "INK",
    "LINE",
    "MARKS",
    "MONEY",
    "MUTED",
    "OTHER",
    "PAPER",
    "QUIET",
    "TINT",
    "contrast",
    "difference",
    "simulate",
]

AGREEMENT = "#0072B2"
CLAIM = "#D55E00"
MONEY = "#00A087"
AUTHORITY = "#5B2A86"

INK = "#1F1E1A"  # text
MUTED = "#5C584E"  # secondary text, and ties that carry information
OTHER = "#8A857A"  # marks of no family
QUIET = "#D9D5CB"  # rules and borders: decoration, never the only carrier of meaning
LINE = "#E6E2D8"
TINT = "#FAF8F4"  # every other band of a figure
PAPER = "#F4F2ED"  # the page behind the white cards

MARKS: dict[str, str] = {
    "agreement": AGREEMENT,
    "claim": CLAIM,
    "money": MONEY,
    "authority": AUTHORITY,
}
"""The four hues that marks take; neutrals stand beside them."""

# Dichromacy in linear RGB at full severity: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A
# Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE Transactions on
# Visualization and Computer Graphics 15(6), 2009, pp. 1291-1298, table of precomputed matrices.
_DICHROMACY: dict[str, tuple[tuple[float, float, float], ...]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
VISIONS = ("normal", *_DICHROMACY, "greyscale")

_D65 = (0.95047, 1.0, 1.08883)
Triple = tuple[float, float, float]


def _linear(colour: str) -> Triple:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue))
    return r, g, b


def _hex(linear: Triple) -> str:
    parts = []
    for c in linear:
        c = min(max(c, 0.0), 1.0)
        parts.append(round(255 * (c * 12.92 if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055)))
    return "#{:02X}{:02X}{:02X}".format(*parts)


def luminance(colour: str) -> float:
    """Relative luminance of a `#RRGGBB` colour, 0 black to 1 white (WCAG 2.2)."""
    r, g, b = _linear(colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(first: str, second: str = "#FFFFFF") -> float:
    """Contrast ratio of two colours, 1 to 21: text needs 4.5, marks need 3 (WCAG 2.2, 1.4.3 and 1.4.11).

    >>> round(contrast("#000000"), 1)
    21.0
    """
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def simulate(colour: str, vision: str) -> str:
    """The colour as someone with a colour vision deficiency, or a greyscale printer, renders it.

    >>> simulate("#FFFFFF", "greyscale")
    '#FFFFFF'
    """
    if vision == "normal":
        return colour
    if vision == "greyscale":
        y = luminance(colour)
        return _hex((y, y, y))
    source = _linear(colour)
    rows = _DICHROMACY[vision]
    r, g, b = (sum(weight * c for weight, c in zip(row, source, strict=True)) for row in rows)
    return _hex((r, g, b))


def lab(colour: str) -> Triple:
    """CIELAB coordinates of a colour under D65."""
    r, g, b = _linear(colour)
    xyz = (
        0.4124564 * r + 0.3575761 * g + 0.1804375 * b,
        0.2126729 * r + 0.7151522 * g + 0.0721750 * b,
        0.0193339 * r + 0.1191920 * g + 0.9503041 * b,
    )
    fx, fy, fz = (
        (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116)
        for t in (value / white for value, white in zip(xyz, _D65, strict=True))
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(first: str, second: str) -> float:
    """CIEDE2000 difference of two colours; about 1 is just noticeable, 10 is plain at a glance."""
    return ciede2000(lab(first), lab(second))


def ciede2000(one: Triple, two: Triple) -> float:
    """CIEDE2000 on Lab triples, as in Sharma, Wu and Dalal, Color Research & Application 30(1), 2005."""
    (l1, a1, b1), (l2, a2, b2) = one, two
    mean_chroma = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_chroma**7 / (mean_chroma**7 + 25.0**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 if a or b else 0.0 for a, b in ((a1, b1), (a2, b2)))
    dl, dc = l2 - l1, c2 - c1
    turn = h2 - h1
    if c1 * c2 == 0:
        turn = 0.0
    elif abs(turn) > 180:
        turn -= math.copysign(360, turn)
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn) / 2)
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    if c1 * c2 == 0:
        hm = h1 + h2
    elif abs(h1 - h2) <= 180:
        hm = (h1 + h2) / 2
    else:
        hm = (h1 + h2 + (360 if h1 + h2 < 360 else -360)) / 2
    t = (
        1
        - 0.17 * math.cos(math.radians(hm - 30))
        + 0.24 * math.cos(math.radians(2 * hm))
        + 0.32 * math.cos(math.radians(3 * hm + 6))
        - 0.20 * math.cos(math.radians(4 * hm - 63))
    )
    sl = 1 + 0.015 * (lm - 50) ** 2 / math.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    rotation = -2 * math.sqrt(cm**7 / (cm**7 + 25.0**7))
    rotation *= math.sin(math.radians(60 * math.exp(-(((hm - 275) / 25) ** 2))))
    x, y, z = dl / sl, dc / sc, dh / sh
    return math.sqrt(max(x * x + y * y + z * z + rotation * y * z, 0.0))
