"""Outlines for small maps: read them, simplify them, write them as short SVG paths. Pure functions, no dependency.

A ring is a closed list of points; the last is not the first again.
"""

import itertools
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[Point]

_TOKEN = re.compile(r"[a-zA-Z]|-?\d*\.?\d+(?:e-?\d+)?")


def rings_of_svg_path(path: str) -> list[Ring]:
    """The rings of an SVG path made of straight lines (M, L, H, V, Z in either case)."""
    tokens = iter(_TOKEN.findall(path))
    rings: list[Ring] = []
    x = y = 0.0
    command = "M"
    for token in tokens:
        first: str = token
        if token.isalpha():
            command = token
            if command in "zZ":
                x, y = rings[-1][0]
                continue
            first = next(tokens)
        kind, relative = command.upper(), command.islower()
        if kind == "H":
            x = float(first) + (x if relative else 0)
        elif kind == "V":
            y = float(first) + (y if relative else 0)
        elif kind in "ML":
            dx, dy = float(first), float(next(tokens))
            x, y = (x + dx, y + dy) if relative else (dx, dy)
        else:
            raise ValueError(f"unexpected command {command!r} in an SVG path")
        if kind == "M":
            rings.append([])
            command = "l" if relative else "L"
        rings[-1].append((x, y))
    return rings


def rings_of_topology(topology: dict[str, Any], geometry: dict[str, Any]) -> list[Ring]:
    """The outer rings of one geometry of a TopoJSON file, in degrees of longitude and latitude."""
    (kx, ky), (ox, oy) = topology["transform"]["scale"], topology["transform"]["translate"]

    def arc(index: int) -> Ring:
        x = y = 0
        points: Ring = []
        for dx, dy in topology["arcs"][index if index >= 0 else ~index]:
            x, y = x + dx, y + dy
            points.append((x * kx + ox, y * ky + oy))
        return points if index >= 0 else points[::-1]

    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    rings: list[Ring] = []
    for polygon in polygons:
        ring: Ring = []
        for index in polygon[0]:
            ring += arc(index)[1 if ring else 0 :]
        rings.append(ring[:-1])
    return rings


def area(ring: Sequence[Point]) -> float:
    return abs(_signed_area(ring))


def _signed_area(ring: Sequence[Point]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def centroid(rings: Sequence[Ring]) -> Point:
    """The centre of gravity of the largest ring: where a label stands."""
    ring = max(rings, key=area)
    total = _signed_area(ring)
    x = y = 0.0
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x0 * y1 - x1 * y0
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    return x / (6 * total), y / (6 * total)


def bounds(rings: Iterable[Ring]) -> tuple[float, float, float, float]:
    points = [point for ring in rings for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def scale(rings: Iterable[Ring], *, by: float, dx: float = 0, dy: float = 0) -> list[Ring]:
    return [[(x * by + dx, y * by + dy) for x, y in ring] for ring in rings]


def project(rings: Iterable[Ring]) -> list[Ring]:
    """Degrees to a plane where both axes have one unit at the middle latitude, y downwards."""
    rings = list(rings)
    _, south, _, north = bounds(rings)
    shrink = math.cos(math.radians((south + north) / 2))
    return [[(x * shrink, -y) for x, y in ring] for ring in rings]


def fit(rings: Sequence[Ring], *, x: float, y: float, width: float, height: float) -> list[Ring]:
    """The same rings, as large as the box allows, in its middle."""
    x0, y0, x1, y1 = bounds(rings)
    by = min(width / (x1 - x0), height / (y1 - y0))
    return scale(
        rings,
        by=by,
        dx=x + (width - (x1 - x0) * by) / 2 - x0 * by,
        dy=y + (height - (y1 - y0) * by) / 2 - y0 * by,
    )


def simplify(ring: Sequence[Point], *, tolerance: float) -> Ring:
    """Douglas and Peucker's line simplification, arc by arc.

    A point written twice in a row marks where three outlines meet: it is kept, so that neighbours simplify the border
    they share in the same way.
    """
    arcs: list[Ring] = [[]]
    for previous, point in zip([None, *ring], ring, strict=False):
        if previous == point:
            arcs.append([])
        arcs[-1].append(point)
    result: Ring = []
    for arc in arcs:
        # Both neighbours walk a border in opposite directions: the same start is chosen for both.
        turned = arc[-1] < arc[0]
        line = _douglas_peucker(arc[::-1] if turned else arc, tolerance)
        result += line[::-1] if turned else line
    return result


def _douglas_peucker(line: Sequence[Point], tolerance: float) -> Ring:
    if len(line) < 3:
        return list(line)
    (x0, y0), (x1, y1) = line[0], line[-1]
    length = math.hypot(x1 - x0, y1 - y0)

    def distance(point: Point) -> float:
        x, y = point
        if length == 0:
            return math.hypot(x - x0, y - y0)
        return abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length

    far = max(range(1, len(line) - 1), key=lambda index: distance(line[index]))
    if distance(line[far]) <= tolerance:
        return [line[0], line[-1]]
    return _douglas_peucker(line[: far + 1], tolerance)[:-1] + _douglas_peucker(line[far:], tolerance)


def svg_path(rings: Iterable[Ring]) -> str:
    """A path of whole numbers, relative and as short as SVG allows: "M12 5l3-4-6 1z"; paths may be joined."""
    parts: list[str] = []
    at = (0, 0)
    for ring in rings:
        points: list[tuple[int, int]] = []
        for x, y in ring:
            point = (round(x), round(y))
            if not points or point != points[-1]:
                points.append(point)
        while len(points) > 1 and points[-1] == points[0]:
            points.pop()
        if len(points) < 3:
            continue
        start = points[0]
        steps = [(x - x0, y - y0) for (x0, y0), (x, y) in itertools.pairwise(points)]
        opening = f"m{_numbers((start[0] - at[0], start[1] - at[1]))}" if parts else f"M{_numbers(start)}"
        parts.append(f"{opening}l{_numbers(*steps)}z")
        at = start
    return "".join(parts)


def _numbers(*pairs: tuple[int, int]) -> str:
    text = ""
    for number in itertools.chain.from_iterable(pairs):
        text += f"{number}" if number < 0 or not text else f" {number}"
    return text
