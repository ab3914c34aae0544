"""The stylesheet: one file, small, whose colours can be read by everyone in both schemes and on paper."""

import re
from itertools import product
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

CSS = Path(str(finders.find("ui/commun.css"))).read_text()
SCRIPT = Path(str(finders.find("ui/ui.js"))).read_bytes()

TEXT = ("ink", "ink-soft", "accent", "tenu", "en-cours", "en-retard", "sans-reponse", "wrong")
GROUNDS = ("paper", "raised", "sunken")


def tokens(block: str) -> dict[str, str]:
    """The colours of one `:root` block, as #rrggbb."""
    found = re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})\b", block)
    return {name: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:]) for name, value in found}


def inside(start: str, end: str) -> str:
    return CSS.split(start, 1)[1].split(end, 1)[0]


def scheme(name: str) -> dict[str, str]:
    dark_rule = "@media (prefers-color-scheme: dark) {"
    base = tokens(inside("@layer tokens {", dark_rule))
    dark = tokens(inside(dark_rule, "\n}"))
    printed = tokens(inside("@media print {", "}"))
    assert base
    assert dark
    assert printed
    return {"light": base, "dark": {**base, **dark}, "print": {**base, **printed}}[name]


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark", "print"])
@pytest.mark.parametrize(("ink", "ground"), list(product(TEXT, GROUNDS)))
def test_text_can_be_read_on_every_ground(name: str, ink: str, ground: str) -> None:
    """7:1 on the page itself; coloured words keep 6.5:1 on the grounds of fields and dense navigation."""
    found = scheme(name)
    bar = 7 if ground == "paper" or ink.startswith("ink") else 6.5
    assert contrast(found[ink], found[ground]) >= bar


@pytest.mark.parametrize("name", ["light", "dark", "print"])
@pytest.mark.parametrize(
    ("mark", "ground", "bar"),
    [
        ("edge", "paper", 3.0),
        ("edge", "raised", 3.0),
        ("on-ink", "ink", 7),
        ("paper", "accent", 4.5),
        ("paper", "wrong", 4.5),
        ("ink", "added-wash", 7),
        ("ink", "removed-wash", 7),
        ("ink", "accent-wash", 7),
    ],
)
def test_signs_and_buttons_can_be_seen(name: str, mark: str, ground: str, bar: float) -> None:
    if name == "print" and mark == "on-ink":
        pytest.skip("buttons are not printed")
    found = scheme(name)
    assert contrast(found[mark], found[ground]) >= bar


def test_colours_are_written_in_the_tokens_alone() -> None:
    rules = CSS[CSS.index("@layer base") : CSS.index("@layer print {")]
    assert re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", rules) == []


def test_every_token_used_exists() -> None:
    defined = set(re.findall(r"(--[a-z0-9-]+):", CSS))
    used = set(re.findall(r"var\((--[a-z0-9-]+)", CSS))
    assert used <= defined
    assert defined <= used | {"--mono"}


def test_stylesheet_and_script_stay_small() -> None:
    assert len(CSS.encode()) <= 45_000
    assert len(brotli.compress(CSS.encode())) <= 9_000
    assert len(brotli.compress(SCRIPT)) <= 4_096


def test_nothing_comes_from_elsewhere() -> None:
    for text in (CSS, SCRIPT.decode()):
        assert "http" not in text.replace("http://www.w3.org", "").replace('href^="http"', "")
        assert "@import" not in text
        assert "eval(" not in text
        assert "innerHTML" not in text
