"""Reads codes out of pictures, off the main thread: a photograph takes longer than a key press."""

from __future__ import annotations

from pathlib import Path

from storeassist.adapters import barcodes, pictures
from storeassist.features.redemption import rules
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Job


def code_of(_job: Job, source: Path | bytes) -> str:
    """What the QR code in a picture holds, a coupon's before others; raises UserError when there is none."""
    found = [one.text for one in barcodes.read(pictures.open_picture(source))]
    if not found:
        raise UserError("There is no QR code in this picture. Photograph it straight on, or type the code under it.")
    return rules.best_of(found)
