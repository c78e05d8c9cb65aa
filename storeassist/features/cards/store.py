"""Reads batches of cards and the runs of the printer."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from storeassist.features.cards.records import Batch, BatchFacts, CardKind, Run, Target, TargetKind
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.errors import UserError

_RUNS = "(SELECT batch_id, max(at) AS at, count(*) AS runs FROM card_run GROUP BY batch_id)"
SORTS = {
    "created": "b.created_at {d}",
    "name": "b.name {d}",
    "offer": "o.name IS NULL, o.name {d}",
    "place": "b.place = '', b.place {d}",
    "quantity": "b.quantity {d}",
    "valid_until": "b.valid_until IS NULL, b.valid_until {d}",
    "printed": "r.at IS NULL, r.at {d}",
}
"""What a list can be sorted by; batches without the thing stay at the end."""


def get(shop: Shop, batch_id: int) -> Batch:
    """One batch; raises UserError when there is none of that id any more."""
    found = fetch(shop, [batch_id])
    if not found:
        raise UserError("This batch is no longer in the shop file.")
    return found[0]


def by_name(shop: Shop, name: str) -> Batch:
    """The batch called ``name``, in capitals or not; raises UserError when there is none."""
    batch_id = shop.value("SELECT id FROM card_batch WHERE name = ?", [" ".join(name.split())])
    if batch_id is None:
        raise UserError("There is no batch called {name}.", name=name)
    return get(shop, batch_id)


def ids(shop: Shop, text: str = "", sort: str = "created", descending: bool = True) -> list[int]:
    """The ids of the batches whose name, place, channel or offer holds ``text``, in order."""
    direction = "DESC" if descending else "ASC"
    return shop.ids(
        f"SELECT b.id FROM card_batch b LEFT JOIN offer o ON o.id = b.offer_id LEFT JOIN {_RUNS} r ON r.batch_id = b.id"
        " WHERE instr(lower(b.name || char(10) || b.place || char(10) || b.channel || char(10) || coalesce(o.name, '')),"
        f" lower(:text)) ORDER BY {SORTS[sort].replace('{d}', direction)}, b.id {direction}",
        {"text": text.strip()},
    )


def fetch(shop: Shop, batch_ids: Sequence[int]) -> list[Batch]:
    """The batches of these ids, in their order; ids that are gone are left out."""
    wanted = json.dumps(list(batch_ids))
    runs: defaultdict[int, list[Row]] = defaultdict(list)
    for row in shop.query(
        "SELECT batch_id, at, first, last FROM card_run WHERE batch_id IN (SELECT value FROM json_each(?))", [wanted]
    ):
        runs[row["batch_id"]].append(row)
    rows = shop.query(
        "SELECT b.*, coalesce(o.name, '') AS offer_name FROM card_batch b LEFT JOIN offer o ON o.id = b.offer_id"
        " WHERE b.id IN (SELECT value FROM json_each(?))",
        [wanted],
    )
    found = {row["id"]: _batch(row, runs[row["id"]]) for row in rows}
    return [found[i] for i in batch_ids if i in found]


def last_logo(shop: Shop) -> bytes:
    """The logo of the batch made last: the next one begins with it. b"" when it has none."""
    return bytes(shop.value("SELECT logo FROM card_batch ORDER BY id DESC LIMIT 1") or b"")


def runs(shop: Shop, batch_id: int) -> list[Run]:
    """The runs of a batch, latest first."""
    rows = shop.query("SELECT * FROM card_run WHERE batch_id = ? ORDER BY id DESC", [batch_id])
    return [
        Run(
            row["id"],
            batch_id,
            datetime.fromisoformat(row["at"]),
            row["first"],
            row["last"],
            row["sheet"],
            row["start"],
            row["pages"],
            row["why"],
        )
        for row in rows
    ]


def released(shop: Shop, batch_id: int) -> set[int]:
    """The serial numbers of the cards of a batch that left the program."""
    return serials_of(runs(shop, batch_id))


def serials_of(some: Sequence[Run]) -> set[int]:
    """The serial numbers that some runs printed."""
    return {serial for run in some for serial in range(run.first, run.last + 1)}


def codes_of(shop: Shop, batch: Batch) -> list[int]:
    """The codes on the cards of a batch by serial number; none before they are made, or on cards without a coupon."""
    rows = shop.query("SELECT code FROM coupon WHERE issue_id = ? ORDER BY serial", [batch.issue_id])
    return [row["code"] for row in rows]


def terms_id_of(shop: Shop, issue_id: int) -> int:
    """The terms with which the coupons of an issue were made."""
    return int(shop.value("SELECT terms_id FROM coupon_issue WHERE id = ?", [issue_id]))


def of_issues(shop: Shop, issue_ids: Sequence[int]) -> list[Batch]:
    """The batches that these issues of coupons were made for; an issue to customers has none."""
    wanted = json.dumps(list(issue_ids))
    return fetch(
        shop,
        shop.ids("SELECT id FROM card_batch WHERE issue_id IN (SELECT value FROM json_each(?)) ORDER BY id", [wanted]),
    )


def _batch(row: Row, of_it: Sequence[Row]) -> Batch:
    last = max((run["at"] for run in of_it), default=None)
    target = Target(TargetKind(row["target_kind"]), row["target_text"], _day(row["target_dies_on"]))
    facts = BatchFacts(
        name=row["name"],
        kind=CardKind(row["kind"]),
        quantity=row["quantity"],
        design=row["design"],
        offer_id=row["offer_id"],
        place=row["place"],
        channel=row["channel"],
        valid_until=_day(row["valid_until"]),
        cost_fen=row["cost_fen"],
        target=target,
        fields=json.loads(row["fields"]),
        colour=row["colour"],
        logo=row["logo"],
    )
    return Batch(
        id=row["id"],
        facts=facts,
        offer_name=row["offer_name"],
        issue_id=row["issue_id"],
        created_at=datetime.fromisoformat(row["created_at"]),
        printed=_how_many((run["first"], run["last"]) for run in of_it),
        printed_at=datetime.fromisoformat(last) if last else None,
    )


def _how_many(stretches: Iterable[tuple[int, int]]) -> int:
    """How many numbers lie in some stretches that may overlap."""
    found, end = 0, 0
    for first, last in sorted(stretches):
        found += max(0, last - max(end, first - 1))
        end = max(end, last)
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
