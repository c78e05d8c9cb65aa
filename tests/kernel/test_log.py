"""The log and the report: they say where and what kind, and never whom; they turn over, and never fail."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QtMsgType, qInstallMessageHandler, qWarning

from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import OrderFacts
from storeassist.kernel import log as log_module
from storeassist.kernel.bulk import insert_rows
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.log import LARGEST_BYTES, LogFile, start, trace_of
from storeassist.kernel.report import report, save_report
from storeassist.ui.crash import hear_qt

ROOT = Path(__file__).parents[2]


@contextmanager
def kept(folder: Path) -> Iterator[LogFile]:
    """A log in force, as in the running program, and all of Python's and Qt's hooks as they were afterwards."""
    root, own = logging.getLogger(), logging.getLogger("storeassist")
    hooks, level = (warnings.showwarning, threading.excepthook, sys.unraisablehook), own.level
    before = qInstallMessageHandler(None)
    log = LogFile(folder)
    start(log)
    hear_qt(log)
    try:
        yield log
    finally:
        qInstallMessageHandler(before)
        root.removeHandler(log)
        own.setLevel(level)
        warnings.showwarning, threading.excepthook, sys.unraisablehook = hooks


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogFile]:
    """A log in force, in a folder of the test."""
    with kept(tmp_path / "log") as log:
        yield log


# --- whom: never ----------------------------------------------------------------------------------------------------

HAN = st.text(st.sampled_from("王李张刘陈单曾尉迟晓岚建国芳婷宇轩子涵"), min_size=2, max_size=4)
LATIN = st.from_regex(r"Zq[a-z]{4,9} Xw[a-z]{3,8}", fullmatch=True)
PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
WECHAT = st.from_regex(r"(wxid_[a-z0-9]{10,14}|q[a-z]{3}_[0-9]{5,8})", fullmatch=True)
SECRETS = st.one_of(HAN, LATIN, PHONES, PHONES.map(lambda phone: f"+86{phone}"), WECHAT)


class Odd(Exception):  # noqa: N818 - an exception with a secret in every place it has
    """Carries what it is about."""

    def __init__(self, secret: str) -> None:
        super().__init__(secret, {secret: secret})
        self.secret = secret
        self.add_note(f"of {secret}")

    def __str__(self) -> str:
        return f"{self.secret} is unhappy"


def raise_chained(secret: str) -> None:
    """An exception that came of one that came of another."""
    local = f"local {secret}"
    try:
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise ValueError(local) from error
    except ValueError:
        raise Odd(secret)  # noqa: B904 - the context is the point


def in_many_ways(log: LogFile, secret: str) -> None:
    """Everything that could ever bring a secret to a log."""
    ours, foreign = logging.getLogger("storeassist.ui.crash"), logging.getLogger("urllib3.connectionpool")
    for logger in (ours, foreign, logging.getLogger(secret), logging.getLogger()):
        logger.error(secret)
        logger.error("saved %s", secret)
        logger.error(f"saved {secret}")
        logger.error("saved %(name)s", {"name": secret})
        logger.error("saved", extra={"customer": secret})
        logger.error(Odd(secret))
        if secret.lstrip("+").isdigit():
            logger.error("saved %d", int(secret))
    failures: list[BaseException] = [
        UserError("There is {name} already.", name=secret),
        UserError(secret, field=secret),
        OSError(28, secret, f"/home/{secret}/{secret}.shop"),
        UnicodeDecodeError("utf-8", secret.encode(), 0, 1, secret),
        ExceptionGroup(secret, [Odd(secret), ExceptionGroup(secret, [ValueError(secret)])]),
        type("".join(c for c in secret if c.isalnum()), (Exception,), {})(secret),
    ]
    for failure in failures:
        try:
            raise failure
        except BaseException as error:
            ours.exception("a job failed")
            log.keep("\n".join(trace_of(error)))
    try:
        raise_chained(secret)
    except Odd as error:
        ours.error(secret, exc_info=error, stack_info=True)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = _shown
        warnings.warn(secret, stacklevel=1)
        warnings.warn(Warning(secret, secret), stacklevel=2)
    qWarning(secret)
    thread = threading.Thread(target=raise_chained, args=[secret], name=secret)
    thread.start()
    thread.join()
    sys.unraisablehook(_Unraisable(secret))  # type: ignore[arg-type]


_shown: Any = None


class _Unraisable:
    def __init__(self, secret: str) -> None:
        self.exc_value, self.err_msg, self.object = Odd(secret), secret, secret
        self.exc_type, self.exc_traceback = Odd, None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SECRETS, min_size=1, max_size=3, unique=True))
@example(["王建国", "13812342764", "wxid_ab12cd34ef56"])
def test_no_name_phone_or_wechat_id_reaches_the_log(
    tmp_path_factory: pytest.TempPathFactory, secrets: list[str]
) -> None:
    global _shown  # noqa: PLW0603 - pytest puts its own hook for warnings in between
    with kept(tmp_path_factory.mktemp("log")) as log:
        _shown = warnings.showwarning
        for secret in secrets:
            in_many_ways(log, secret)
        written = "\n".join(path.read_text("utf-8") for path in log.folder.iterdir())
        shown = report(log, None, {}) + "\n".join(log.lines)
    assert written.count("storeassist.ui.crash") > 10
    assert "test_log.py" in written
    for secret in secrets:
        for part in {secret, secret.removeprefix("+86"), *secret.split()}:
            assert part not in written
            assert part not in shown


def test_the_report_of_a_shop_holds_numbers_and_no_one_of_it(shop: Shop, log: LogFile, now: Any) -> None:
    secrets = ["尉迟晓岚", "13812342764", "wxid_lan2764", "爱吃辣", "单号8888", shop.name, shop.path.stem]
    facts = CustomerFacts(secrets[0], phone="+8613812342764", wechat=secrets[2], note=secrets[3], tags=("老板的表妹",))
    who = customers.add(shop, facts, now)
    orders.add(shop, OrderFacts(now, 8200, who, number=secrets[4]), now)
    try:
        with shop.write() as db:
            insert_rows(db, "customer", ["id", "number", "origin", "created_at"], [[who, secrets[0], "hand", ""]])
    except Exception as error:
        logging.getLogger("storeassist.ui.crash").error("a job failed", exc_info=error)
    said = report(log, shop, {"Qt": "6"})
    assert "\n  customer: 1\n" in said
    assert "IntegrityError sqlite_errorcode 19" in said
    assert "storeassist/kernel/bulk.py" in said
    for secret in (*secrets, "老板的表妹", str(shop.path), str(Path.home())):
        assert secret not in said


def test_numbers_and_literals_of_the_program_are_kept(log: LogFile) -> None:
    source = "def note(log, name):\n    log.info('kept %s of %d in %.1f s for %s', name, 3, 0.5, 13812342764)\n"
    made: dict[str, Any] = {}
    exec(compile(source, str(Path(log_module.__file__).with_name("database.py")), "exec"), made)
    made["note"](logging.getLogger("storeassist.kernel.database"), "王建国")
    assert log.lines[-1].endswith(
        "INFO storeassist.kernel.database storeassist/kernel/database.py:2 kept %s of %d in %.1f s for %s 3 0.5"
    )


def test_a_trace_names_kinds_places_and_numbers(log: LogFile) -> None:
    try:
        raise_chained("x")
    except Odd as error:
        lines = trace_of(error)
    assert [line.strip().partition(":")[0] for line in lines] == [
        *("KeyError", "test_log.py", "which led to", "ValueError", "test_log.py", "which led to"),
        *("test_log.Odd", "test_log.py", "test_log.py"),
    ]


def test_a_trace_of_a_thousand_frames_stays_short_and_a_loop_of_causes_ends() -> None:
    def deep(n: int) -> None:
        if n == 0:
            raise ValueError
        deep(n - 1)

    try:
        deep(300)
    except ValueError as error:
        error.__cause__ = error
        lines = trace_of(error)
    assert len(lines) < 30


# --- the files ------------------------------------------------------------------------------------------------------


def test_the_newest_of_three_files_is_written_and_the_oldest_goes(log: LogFile) -> None:
    log.keep("first")
    for _ in range(5):
        log.paths()[0].write_text("x" * (LARGEST_BYTES + 1))
        log.keep("newest")
    assert sorted(path.name for path in log.folder.iterdir()) == [
        "storeassist.1.log",
        "storeassist.2.log",
        "storeassist.log",
    ]
    assert log.paths()[0].read_text() == "newest\n"
    assert "first" not in log.text()


def test_nothing_is_touched_before_there_is_something_to_say(log: LogFile) -> None:
    logging.getLogger("urllib3").info("nobody asked")
    assert not log.folder.exists()


def test_a_log_that_cannot_be_written_stops_nobody_and_stays_in_the_report(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    with kept(tmp_path / "log") as log:
        logging.getLogger("storeassist.ui.crash").error("a job failed")
        assert "storeassist.ui.crash" in report(log, None, {})


def test_a_report_is_saved_whole_or_refused_in_words(tmp_path: Path) -> None:
    save_report("all", tmp_path / "report.txt")
    assert (tmp_path / "report.txt").read_text() == "all"
    with pytest.raises(UserError, match="not there any more"):
        save_report("all", tmp_path / "gone" / "report.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_a_damaged_shop_does_not_stop_its_report(shop: Shop, log: LogFile) -> None:
    shop.close()
    assert "cannot be read: ProgrammingError" in report(log, shop, {})


def test_all_kinds_of_qt_messages_but_chatter_are_counted_in(log: LogFile) -> None:
    qWarning("QLabel: 王建国")
    assert log.lines[-1].endswith(f"{QtMsgType.QtWarningMsg.name} -")


# --- the hard end ---------------------------------------------------------------------------------------------------

CRASH = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from storeassist.kernel.log import LogFile
log = LogFile(Path({folder!r}))
print(log.look_back())
def fall():
    import ctypes
    ctypes.string_at(0)
if {crash}:
    fall()
log.end_well()
"""


def test_a_run_that_ended_hard_is_told_of_once_without_its_folders(tmp_path: Path) -> None:
    def run(crash: bool) -> str:
        code = CRASH.format(root=str(ROOT), folder=str(tmp_path), crash=crash)
        script = tmp_path / "till.py"
        script.write_text(code, "utf-8")
        done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
        assert (done.returncode != 0) is crash
        return done.stdout.strip()

    assert run(crash=False) == "[]"
    assert run(crash=True) in ("[]", "")
    told = run(crash=False)
    assert ("access violation" if sys.platform == "win32" else "Segmentation fault") in told
    assert "till.py:10" in told
    assert str(tmp_path) not in told
    assert run(crash=False) == "[]"


def test_last_words_that_were_survived_are_forgotten_at_a_good_end(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path\n"
        "from storeassist.kernel.log import LogFile\n"
        f"log = LogFile(Path({str(tmp_path)!r}))\n"
        "log.look_back()\n"
        f"open({str(tmp_path / 'hard-crash.txt')!r}, 'a').write('Windows fatal exception: access violation')\n"
        "log.end_well()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert (tmp_path / "hard-crash.txt").read_text() == ""
