"""What is asked while an answer takes time: only the last question counts, and nobody waits for those before it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Job
from storeassist.ui.jobs import JobRunner
from storeassist.ui.latest import Latest


@pytest.fixture
def jobs(shop: Shop) -> Iterator[JobRunner]:
    """Runs jobs as a desk does."""
    failures = list[Exception]()
    jobs = JobRunner(shop, failures.append)
    yield jobs
    jobs.stop_all()
    jobs.deleteLater()
    assert failures == []


def test_a_question_nobody_waits_for_any_more_is_given_up(jobs: JobRunner, shop: Shop, qtbot: QtBot) -> None:
    failures, answers = list[Exception](), list[str]()
    latest, begun, ended = Latest(jobs, jobs), Event(), list[str]()

    def endless(job: Job, _shop: Shop) -> str:
        begun.set()
        try:
            while True:
                job.report(0, 0)
                time.sleep(0.001)
        finally:
            ended.append("endless")

    def quick(_job: Job, own: Shop, text: str) -> str:
        return f"{text} {own.name}"

    latest.ask(endless, done=answers.append, failed=failures.append)
    qtbot.waitUntil(begun.is_set)
    latest.ask(quick, "second", done=answers.append, failed=failures.append)
    latest.ask(quick, "third", done=answers.append, failed=failures.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert (answers, ended, failures) == ([f"third {shop.name}"], ["endless"], [])


def test_what_is_forgotten_is_given_up_and_the_next_question_answered(jobs: JobRunner, shop: Shop, qtbot: QtBot) -> None:
    answers = list[str]()
    latest, begun = Latest(jobs, jobs), Event()

    def endless(job: Job, _shop: Shop) -> None:
        begun.set()
        while True:
            job.report(0, 0)

    latest.ask(endless, done=answers.append, failed=lambda error: answers.append(str(error)))
    qtbot.waitUntil(begun.is_set)
    latest.forget()
    qtbot.waitUntil(lambda: not jobs.running)
    latest.ask(lambda _job, own: own.name, done=answers.append, failed=lambda error: answers.append(str(error)))
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [shop.name]


def test_a_window_that_goes_away_starts_nothing_more(jobs: JobRunner, qtbot: QtBot) -> None:
    answers = list[str]()
    latest, begun = Latest(jobs, jobs), Event()

    def endless(job: Job, _shop: Shop) -> None:
        begun.set()
        while True:
            job.report(0, 0)

    latest.ask(endless, done=answers.append, failed=lambda error: answers.append(str(error)))
    qtbot.waitUntil(begun.is_set)
    assert jobs.stop_all()
    qtbot.wait(50)
    assert (jobs.running, answers) == ([], [])


def test_a_window_that_goes_away_asks_nothing_that_still_waited(jobs: JobRunner, qtbot: QtBot) -> None:
    answers = list[str]()
    latest, begun = Latest(jobs, jobs), Event()

    def endless(job: Job, _shop: Shop) -> None:
        begun.set()
        while True:
            job.report(0, 0)

    latest.ask(endless, done=answers.append, failed=lambda error: answers.append(str(error)))
    qtbot.waitUntil(begun.is_set)
    latest.ask(lambda _job, own: own.name, done=answers.append, failed=lambda error: answers.append(str(error)))
    assert jobs.stop_all()
    qtbot.wait(50)
    assert (jobs.running, answers) == ([], [])
