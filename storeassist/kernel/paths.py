"""Where things lie on this computer: the owner's data, and what ships with the program."""

from __future__ import annotations

import sys
from pathlib import Path

SHOP_SUFFIX = ".shop"


def resources() -> Path:
    """The folder of icons, themes, texts and templates that ships with the program."""
    bundled = getattr(sys, "_MEIPASS", None)
    return Path(bundled) / "resources" if bundled else Path(__file__).parents[2] / "resources"


def data_folder() -> Path:
    """The owner's own folder for shop files; never the program's."""
    from platformdirs import user_data_path

    return user_data_path("StoreAssist", appauthor=False)


def log_folder() -> Path:
    """Where this system keeps what programs note for their makers."""
    from platformdirs import user_log_path

    return user_log_path("StoreAssist", appauthor=False)


def default_shop(name: str) -> Path:
    """Where a new shop called ``name`` goes unless the owner says otherwise."""
    kept = "".join(c for c in name if c.isalnum() or c in " -_").strip() or "shop"
    return data_folder() / f"{kept}{SHOP_SUFFIX}"
