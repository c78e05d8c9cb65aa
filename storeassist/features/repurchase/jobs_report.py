"""Writes a month's report into a PDF of one page."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from storeassist.features.repurchase import store_report
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.faults import not_written
from storeassist.kernel.jobs import Job
from storeassist.kernel.text import _


def write_report(job: Job, shop: Shop, path: Path, year: int, month: int, now: datetime) -> None:
    """Write it whole or not at all; a file at ``path`` stays as it is until then. Raises UserError."""
    from storeassist.features.repurchase import press

    if path.suffix.lower() != ".pdf":  # or a slip of the pen would lay it over another file
        raise UserError("Give the file a name that ends in .pdf: {name}", name=path.name)
    job.report(0, 0, _("Counting"))
    report = store_report.report(shop, year, month, now)
    job.report(0, 0, _("Drawing the pages"))
    draft = path.with_name(f".{path.stem}-{os.getpid()}.part")
    try:
        draft.touch()
        press.write(report, draft)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise not_written(error, path) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
