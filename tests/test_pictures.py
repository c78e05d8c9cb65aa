"""The pictures: the README shows those there are, and the gallery can still draw."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from storeassist.ui.theme import theme
from tests.gallery import PICTURES, README_PICTURES, SETS, Studio, fewer_colours


def test_the_readme_shows_just_the_pictures_there_are() -> None:
    shown = re.findall(r"\]\(tests/pictures/([^)]+)\)", (PICTURES.parent.parent / "README.md").read_text("utf-8"))
    kept = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert sorted(shown) == sorted(kept) == sorted(f"{scene}-{one}.png" for one, scene in README_PICTURES)
    assert max(kept.values()) < 150_000


@pytest.mark.parametrize("scene", ["orders-till", "customer-refused", "search"])
def test_a_scene_of_the_gallery_can_be_drawn(scene: str, tmp_path: Path, qtbot: QtBot) -> None:
    image = Studio(tmp_path).draw(scene, SETS["en-dark"])
    theme().use("light", 100)
    assert (image.width(), image.height()) == (1280, 800)
    assert fewer_colours(image).colorCount() == 256
