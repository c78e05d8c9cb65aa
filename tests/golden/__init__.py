"""Shop files as earlier versions left them, packed; ``make.py`` made each, with the program of its time."""

from __future__ import annotations

import gzip
from pathlib import Path

FILES = {path.name.removesuffix(".shop.gz"): path for path in sorted(Path(__file__).parent.glob("*.shop.gz"))}
"""By version."""


def unpack(version: str, path: Path) -> Path:
    """Lay the file of a version down at ``path``, for a test to work on."""
    path.write_bytes(gzip.decompress(FILES[version].read_bytes()))
    return path
