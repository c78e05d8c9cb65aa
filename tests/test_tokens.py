"""The colours keep their promise of contrast, computed from the tokens."""

from __future__ import annotations

import tomllib

import pytest

from storeassist.kernel.paths import resources

TOKENS = tomllib.loads((resources() / "themes" / "tokens.toml").read_text("utf-8"))
GROUNDS = ("window", "side", "surface", "sunk", "raised", "hover", "accent-soft")
MODES = ("light", "dark")


def luminance(color: str) -> float:
    """The relative luminance of WCAG 2.1."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("role", ["text", "text-muted", "accent", "good", "warn", "bad"])
def test_words_can_be_read_on_every_ground(mode: str, role: str) -> None:
    colors = TOKENS[mode]
    own = [f"{role}-soft"] if f"{role}-soft" in colors else []
    for ground in (*GROUNDS, *own):
        assert contrast(colors[role], colors[ground]) >= 4.5, ground


@pytest.mark.parametrize("mode", MODES)
def test_words_can_be_read_on_filled_buttons_and_the_snackbar(mode: str) -> None:
    colors = TOKENS[mode]
    for fill in ("accent", "accent-hover", "good", "bad"):
        assert contrast(colors["on-accent"], colors[fill]) >= 4.5, fill
    assert contrast(colors["on-inverse"], colors["inverse"]) >= 4.5
    assert contrast(colors["inverse-accent"], colors["inverse"]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("role", ["edge", "accent"])
def test_edges_of_fields_and_the_focus_ring_are_seen_on_every_ground(mode: str, role: str) -> None:
    for ground in GROUNDS:
        assert contrast(TOKENS[mode][role], TOKENS[mode][ground]) >= 3, ground


@pytest.mark.parametrize("mode", MODES)
def test_words_on_the_heat_ramp_can_be_read(mode: str) -> None:
    colors = TOKENS[mode]
    for step, ground in enumerate(colors["heat"]):
        assert contrast(colors["text" if step < 4 else "on-accent"], ground) >= 4.5, step


@pytest.mark.parametrize("mode", MODES)
def test_series_are_seen_on_cards(mode: str) -> None:
    for color in TOKENS[mode]["series"]:
        assert contrast(color, TOKENS[mode]["surface"]) >= 3, color


def test_both_themes_name_the_same_roles() -> None:
    assert set(TOKENS["light"]) == set(TOKENS["dark"])
