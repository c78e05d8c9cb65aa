#!/usr/bin/env python3
"""Sets StoreAssist up inside its own folder, on a machine that has only Python, then opens or tests it.

    python3 packaging/dev.py run  [options]     open the window on a practice shop of its own
    python3 packaging/dev.py test [options]     run the tests; options go to pytest, such as -k name
    python3 packaging/dev.py setup              only make ready for the tests

The first call makes .venv with all libraries, which takes some minutes; later calls start at once. On Debian and
Ubuntu what Qt needs from the system is installed with apt-get when this account may do so; otherwise the exact
line to type is printed. Everything but those system packages stays inside this folder: delete .venv to start over.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "set-up.json"
PRACTICE_SHOP = ROOT / ".practice" / "practice.shop"
PIP_RELEASE = "https://pypi.org/pypi/pip/json"
OLDEST = (3, 11)
NEWER_PYTHONS = ("python3.13", "python3.12", "python3.11")

SYSTEM_LIBRARIES = [
    *("libegl1", "libgl1", "libxkbcommon0", "libxkbcommon-x11-0", "libdbus-1-3", "libglib2.0-0"),
    *("libfontconfig1", "libfreetype6", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-image0"),
    *("libxcb-render-util0", "libxcb-shape0", "libxcb-xinerama0", "libxcb-xkb1"),
]
CHINESE_FONTS = ["fonts-noto-cjk"]

# Runs inside .venv. Loads what a window needs and prints how many Chinese fonts there are.
QT_PROBE = """
import ctypes, pathlib, sys
import PySide6
from PySide6 import QtGui, QtSvg, QtWidgets
plugins = pathlib.Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms"
for name in sys.argv[1:]:
    ctypes.CDLL(str(plugins / name))
app = QtGui.QGuiApplication([])
print(len(QtGui.QFontDatabase.families(QtGui.QFontDatabase.WritingSystem.SimplifiedChinese)))
"""


class SetUpError(Exception):
    """What stands in the way, in words for whoever typed the command."""


def say(text: str) -> None:
    """Tell what happens, on the channel that leaves stdout to the program that is started."""
    sys.stderr.write(f"StoreAssist: {text}\n")
    sys.stderr.flush()


def succeeds(*command: str) -> bool:
    """Whether ``command`` can be run and ends well; its words are not shown."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def must(purpose: str, *command: str | Path) -> None:
    """Run ``command`` with its output shown, or give up saying what it was for."""
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise SetUpError(f"{purpose} did not work; the lines above say why.")


# --- packages of the system -----------------------------------------------------------------------------------------


def apt_line(packages: list[str]) -> str:
    """What to type on Debian or Ubuntu to get ``packages``."""
    return f"sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages when this account may; False when it may not or it did not work."""
    if shutil.which("apt-get") is None:
        return False
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not is_root and not succeeds("sudo", "-n", "true"):
        return False
    apt = [*([] if is_root else ["sudo", "-n"]), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    say(f"installing system packages: {' '.join(packages)}")
    subprocess.run([*apt, "update"], check=False, stdout=sys.stderr)
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    return subprocess.run(install, check=False, stdout=sys.stderr).returncode == 0


# --- .venv ----------------------------------------------------------------------------------------------------------


def venv_is_usable() -> bool:
    """Whether .venv holds a new enough Python that can install libraries."""
    return succeeds(str(PYTHON), "-c", f"import sys, pip; sys.exit(sys.version_info < {OLDEST})")


def has_ensurepip() -> bool:
    """Whether this Python can put pip into a new .venv; Debian's cannot until python3-venv is there."""
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def fetch_pip(folder: Path) -> Path:
    """Download pip itself from the Python Package Index, checked against the index's own digest."""
    try:
        with urllib.request.urlopen(PIP_RELEASE, timeout=60) as answer:
            release = json.load(answer)["urls"]
        wheel = next(file for file in release if file["packagetype"] == "bdist_wheel")
        with urllib.request.urlopen(urllib.parse.urljoin(PIP_RELEASE, wheel["url"]), timeout=60) as answer:
            content = answer.read()
    except (urllib.error.URLError, TimeoutError) as error:
        raise SetUpError(f"pip is missing and could not be fetched ({error}).") from error
    if hashlib.sha256(content).hexdigest() != wheel["digests"]["sha256"]:
        raise SetUpError("pip was damaged on its way here; please try again.")
    target = folder / str(wheel["filename"])
    target.write_bytes(content)
    return target


def make_venv() -> None:
    """Make .venv with pip in it, whatever the system's Python lacks."""
    say("making .venv")
    needed = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if has_ensurepip() or (apt_install([needed]) and has_ensurepip()):
        must("Making .venv", sys.executable, "-m", "venv", "--clear", VENV)
        return
    try:
        must("Making .venv", sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
        wheel = fetch_pip(VENV)
        must("Installing pip", PYTHON, wheel / "pip", "install", "-q", wheel)
        wheel.unlink()
    except SetUpError as error:
        raise SetUpError(f"{error} On Debian or Ubuntu this helps:\n    {apt_line([needed])}") from error


def install_libraries(extra: str) -> None:
    """Install StoreAssist from this folder with the libraries it needs."""
    say("fetching the libraries; this takes some minutes, once")
    what = f"{ROOT}[{extra}]" if extra else str(ROOT)
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    must("Installing the libraries", *pip, "--retries", "10", "-e", what)


# --- Qt's own needs -------------------------------------------------------------------------------------------------


def probe_qt(plugins: list[str]) -> tuple[str, bool]:
    """What keeps Qt from loading (empty when nothing does), and whether there is a Chinese font."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    probe = subprocess.run(
        [PYTHON, "-c", QT_PROBE, *plugins], capture_output=True, text=True, check=False, env=environment
    )
    if probe.returncode != 0:
        lines = probe.stderr.strip().splitlines() or [f"stopped with code {probe.returncode}"]
        return lines[-1], False
    return "", int(probe.stdout.split()[-1]) > 0


def provide_qt(with_screen: bool) -> None:
    """See to it that Qt loads and can write Chinese; only Linux can lack either."""
    if not sys.platform.startswith("linux"):
        return
    plugins = ["libqoffscreen.so", *(["libqxcb.so"] if with_screen else [])]
    problem, has_font = probe_qt(plugins)
    if not problem and has_font:
        return
    packages = [*(SYSTEM_LIBRARIES if problem else []), *([] if has_font else CHINESE_FONTS)]
    if apt_install(packages):
        problem, has_font = probe_qt(plugins)
    if problem:
        raise SetUpError(
            f"Qt, which draws the window, cannot start: {problem}\n"
            f"On Debian or Ubuntu this helps:\n    {apt_line(packages)}\n"
            "On other systems install the package that holds the library named above."
        )
    if not has_font:
        say(f"no Chinese font found, so Chinese shows as boxes. This helps:\n    {apt_line(CHINESE_FONTS)}")


# --- the commands ---------------------------------------------------------------------------------------------------


def fingerprint() -> str:
    """What the set-up depends on: the list of libraries, this script, the Python and the place."""
    parts = ((ROOT / "pyproject.toml").read_bytes(), Path(__file__).read_bytes(), f"{sys.version} {ROOT}".encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_ready(needs: set[str]) -> bool:
    """Whether an earlier call has done all that this one needs."""
    try:
        done = json.loads(STAMP.read_text("utf-8"))
        return PYTHON.exists() and done["fingerprint"] == fingerprint() and needs <= set(done["did"])
    except (OSError, ValueError, KeyError):
        return False


def set_up(extra: str, with_screen: bool) -> None:
    """Do once what both commands need; every step is safe to repeat."""
    needs = {"libraries", *([extra] if extra else []), *(["screen"] if with_screen else [])}
    if is_ready(needs):
        return
    if not venv_is_usable():
        make_venv()
    if not is_ready({"libraries", *([extra] if extra else [])}):
        install_libraries(extra)
    provide_qt(with_screen)
    did = needs | (set(json.loads(STAMP.read_text("utf-8"))["did"]) if is_ready(set()) else set())
    STAMP.write_text(json.dumps({"fingerprint": fingerprint(), "did": sorted(did)}), "utf-8")


def run(options: list[str]) -> int:
    """Open the window on the practice shop, which is made when it is not there."""
    set_up("", with_screen=True)
    if not PRACTICE_SHOP.exists():
        PRACTICE_SHOP.parent.mkdir(exist_ok=True)
        must("Making the practice shop", PYTHON, "main.py", "demo", PRACTICE_SHOP)
    environment = dict(os.environ)
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(environment.get(name) for name in screens):
        say("no screen here (DISPLAY is not set), so the window opens unseen. Ctrl+C ends it.")
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return subprocess.call([PYTHON, "main.py", "--shop", PRACTICE_SHOP, *options], cwd=ROOT, env=environment)


def test(options: list[str]) -> int:
    """Run the tests without showing windows; the answer is pytest's own exit code."""
    set_up("test", with_screen=False)
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    return subprocess.call([PYTHON, "-m", "pytest", *options], cwd=ROOT, env=environment)


def setup(_options: list[str]) -> int:
    """Make ready for the tests and the other checks."""
    set_up("test", with_screen=False)
    return 0


def use_newer_python(arguments: list[str]) -> int:
    """Start over with a newer Python of this machine; macOS's own python3, for one, is too old."""
    for name in NEWER_PYTHONS:
        if shutil.which(name) and succeeds(name, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})"):
            return subprocess.call([name, __file__, *arguments])
    say(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this one is {sys.version.split()[0]}.")
    return 1


def main(arguments: list[str]) -> int:
    """Do what the first argument asks; the exit code is that of the program started."""
    commands = {"run": run, "test": test, "setup": setup}
    if not arguments or arguments[0] not in commands:
        sys.stdout.write(__doc__ or "")
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    if sys.version_info < OLDEST:
        return use_newer_python(arguments)
    try:
        return commands[arguments[0]](arguments[1:])
    except SetUpError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
