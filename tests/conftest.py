"""What every test starts from: no screen, no one's real folders, English, and a fresh shop file."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Before Qt or platformdirs look: a test never reads or writes what the person at this computer has.
_HOME = tempfile.TemporaryDirectory(prefix="storeassist-tests-", ignore_cleanup_errors=True)
for _name in ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "CACHE_HOME"):
    os.environ[f"XDG_{_name}"] = _HOME.name
for _name in ("APPDATA", "LOCAL_APPDATA"):
    os.environ[f"WIN_PD_OVERRIDE_{_name}"] = _HOME.name

os.environ["PYTHON_KEYRING_BACKEND"] = "tests.features.privacy.keyring_in_memory.InMemory"

from storeassist.kernel.database import Shop  # noqa: E402 - the folders come first
from storeassist.kernel.garbage import collect_due  # noqa: E402
from storeassist.kernel.text import use_language  # noqa: E402

NOW = datetime(2026, 9, 15, 11, 6)
"""A Tuesday, before noon."""


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen."""
    return NOW


# The same code gets the same examples, so that a red run is of the change under test; with STOREASSIST_LIVES=500, say,
# every run draws other ones, and as many whole lives of a shop, in search of what nobody thought of.
settings.register_profile("same", derandomize=True)
if not os.environ.get("STOREASSIST_LIVES"):
    settings.load_profile("same")

gc.disable()


@pytest.fixture(autouse=True)
def garbage() -> Iterator[None]:
    """Looked for between tests, as the window does between events: a widget lost at another moment may end the run."""
    yield
    collect_due()


@pytest.fixture(autouse=True)
def no_backups() -> None:
    """Nothing of another test's copy of the same shop file lies where backups go."""
    shutil.rmtree(Path(os.environ["XDG_DATA_HOME"], "StoreAssist", "Backups"), ignore_errors=True)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins in English, whatever the one before it spoke."""
    use_language("en")
    yield
    use_language("en")


@pytest.fixture(scope="session")
def empty_shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop file with all tables and nothing in them, to be copied: making one takes longer than a test."""
    from storeassist.features import SCHEMA

    path = tmp_path_factory.mktemp("empty") / "empty.shop"
    Shop.create(path, SCHEMA, "Noodle House", NOW).close()
    return path


@pytest.fixture
def shop(empty_shop_file: Path, tmp_path: Path) -> Iterator[Shop]:
    """An open, empty shop called Noodle House."""
    from storeassist.features import SCHEMA

    path = tmp_path / "noodle.shop"
    shutil.copy(empty_shop_file, path)
    opened = Shop.open(path, SCHEMA)
    yield opened
    opened.close()
