"""Carries an import's plan out, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts, Origin
from storeassist.features.imports.fields import CUSTOM
from storeassist.features.imports.jobs_matching import MET_ON_A_BILL
from storeassist.features.imports.jobs_planning import kind_of_values
from storeassist.features.imports.records import Kind, Outcome, Plan, PlannedCustomer, PlannedOrder, Result
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import LineRow, OrderRow
from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductFacts
from storeassist.kernel.database import Connection, Shop
from storeassist.kernel.dates import business_day, iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Job
from storeassist.kernel.settings import day_ends_at
from storeassist.kernel.text import N_, _

_CORRECTED = N_("corrected by an imported file")


def carry_out(shop: Shop, plan: Plan, now: datetime, job: Job) -> Result:
    """Do exactly what ``plan`` says, as one act; a plan that changes nothing leaves no trace.

    Raises UserError when the shop changed since the plan was made; Cancelled leaves everything as it was.
    """
    counts = plan.counts
    created = len(plan.created)
    import_id = None
    if plan.writes:
        with shop.act(now, N_("Imported {file}"), file=plan.source.path.name, record=False) as db:
            if shop.revision != plan.revision:
                raise UserError("The shop changed since this preview was made. Look at a fresh preview first.")
            row = [plan.kind.value, plan.source.path.name, iso(now), plan.rows, counts[Outcome.NEW]]
            row += [counts[Outcome.UPDATED], counts[Outcome.SAME], counts[Outcome.REFUSED], created]
            import_id = int(
                db.execute(
                    "INSERT INTO import (kind, file_name, at, rows, new, updated, same, refused, customers_created)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    row,
                ).lastrowid
            )
            _Writer(shop, db, plan, import_id, now, job).write()
            shop.reversed_by("import", import_id=import_id, rows=plan.rows)
            remember_mapping(shop, plan)  # in the same transaction: one that fails must not tell of an import that did not
    else:
        remember_mapping(shop, plan)
    return Result(
        import_id,
        plan.rows,
        counts[Outcome.NEW],
        counts[Outcome.UPDATED],
        counts[Outcome.SAME],
        created,
        plan.refusals,
        undated=plan.undated,
    )


def remember_mapping(shop: Shop, plan: Plan) -> None:
    """Know the columns of files with these headings from now on."""
    made = {CUSTOM + name: index for index, name in plan.options.new_fields.items()}
    row = [plan.kind.value, plan.source.fingerprint, json.dumps({**plan.options.mapping, **made})]
    known = "SELECT 1 FROM import_mapping WHERE (kind, fingerprint, mapping) = (?, ?, ?)"
    if shop.value(known, row) is None:
        with shop.write() as db:
            db.execute("INSERT OR REPLACE INTO import_mapping (kind, fingerprint, mapping) VALUES (?, ?, ?)", row)


class _Writer:
    """Writes one plan, a part at a time, telling how far it is."""

    def __init__(self, shop: Shop, db: Connection, plan: Plan, import_id: int, now: datetime, job: Job) -> None:
        self._shop, self._db, self._plan = shop, db, plan
        self._import_id, self._now, self._job = import_id, now, job
        self._done = 0

    def write(self) -> None:
        """Write everything of the plan."""
        if self._plan.kind is Kind.CUSTOMERS:
            self._customers()
        elif self._plan.kind is Kind.PRODUCTS:
            self._products()
        else:
            self._orders()

    def _step(self, rows: int) -> None:
        self._done += rows
        self._job.report(self._done, max(self._plan.writes, 1), _("Writing"))

    def _customers(self) -> None:
        self._new_fields()
        ids_of_fields = {f.name: f.id for f in customer_store.fields(self._shop)}
        tags: dict[int, tuple[str, ...]] = {}
        touched: list[int] = []
        new = [p for p in self._plan.customers if p.outcome is Outcome.NEW]
        rows = [self._row_of_new(dict(p.columns), ids_of_fields) for p in new]
        changed = [str(p.columns["number"]) for p in self._plan.customers if p.customer_id and "number" in p.columns]
        _number_the_unnumbered(self._db, rows, changed)
        for part in _parts(range(len(new)), 5_000):
            ids = customers.insert(self._db, [rows[i] for i in part])
            tags.update({id_: new[i].tags for id_, i in zip(ids, part, strict=True) if new[i].tags})
            touched += ids
            self._step(len(part))
        for planned in self._plan.customers:
            if planned.outcome is Outcome.UPDATED and planned.customer_id is not None:
                self._change_customer(planned, ids_of_fields)
                tags[planned.customer_id] = planned.tags
                touched.append(planned.customer_id)
        self._tag(tags, set(touched) - {p.customer_id for p in self._plan.customers})
        for ids in _parts(touched, 5_000):
            customers.refresh_search(self._db, ids)
            self._step(0)

    def _row_of_new(self, columns: dict[str, Any], ids_of_fields: Mapping[str, int]) -> dict[str, Any]:
        own = columns.pop("custom", {})
        blank = customers.columns_of(CustomerFacts(custom={ids_of_fields[name]: v for name, v in own.items()}))
        marks = {"origin": Origin.IMPORT, "import_id": self._import_id, "created_at": iso(self._now)}
        return {**blank, "phone_written": None, **columns, **marks}

    def _change_customer(self, planned: PlannedCustomer, ids_of_fields: Mapping[str, int]) -> None:
        assert planned.customer_id is not None
        columns = dict(planned.columns)
        if own := columns.pop("custom", None):
            merged = json.loads(planned.before["custom"]) | {str(ids_of_fields[name]): v for name, v in own.items()}
            columns["custom"] = json.dumps(dict(sorted(merged.items())), ensure_ascii=False)
        if columns:
            customers.update(self._db, planned.customer_id, columns)
            self._keep("customer", planned.customer_id, {key: planned.before[key] for key in columns}, columns)

    def _tag(self, tags: Mapping[int, Sequence[str]], made: set[int]) -> None:
        known = {row[0] for row in self._db.execute("SELECT id FROM tag")}
        before = {
            tuple(row)
            for part in _parts(sorted(set(tags) - made), 5_000)
            for row in self._db.execute(
                "SELECT customer_id, tag_id FROM customer_tag WHERE customer_id IN (SELECT value FROM json_each(?))",
                [json.dumps(part)],
            )
        }
        customers.set_tags_of_many(self._db, tags)
        for row in self._db.execute("SELECT id, name FROM tag").fetchall():
            if row["id"] not in known:
                self._keep("tag", row["id"], None, {"name": row["name"]})
        for part in _parts(sorted(set(tags) - made), 5_000):
            for row in self._db.execute(
                "SELECT rowid, customer_id, tag_id FROM customer_tag"
                " WHERE customer_id IN (SELECT value FROM json_each(?))",
                [json.dumps(part)],
            ).fetchall():
                if (row["customer_id"], row["tag_id"]) not in before:
                    pair = {"customer_id": row["customer_id"], "tag_id": row["tag_id"]}
                    self._keep("customer_tag", row["rowid"], None, pair)

    def _new_fields(self) -> None:
        for name in dict.fromkeys(self._plan.options.new_fields.values()):
            values = [str(p.columns.get("custom", {}).get(name, "")) for p in self._plan.customers]
            row = [name, kind_of_values(values).value]
            field_id = self._db.execute("INSERT INTO custom_field (name, kind) VALUES (?, ?)", row).lastrowid
            self._keep("custom_field", field_id, None, {"name": name})

    def _products(self) -> None:
        new = [dict(p.columns) for p in self._plan.products if p.outcome is Outcome.NEW]
        made = {"created_at": iso(self._now), "import_id": self._import_id}
        blank = products.columns_of(ProductFacts(""))
        products.insert(self._db, [{**blank, **columns, **made} for columns in new])
        self._step(len(new))
        for planned in self._plan.products:
            if planned.outcome is Outcome.UPDATED and planned.product_id is not None:
                products.update(self._db, planned.product_id, planned.columns)
                self._keep("product", planned.product_id, planned.before, planned.columns)

    def _orders(self) -> None:
        writing = [order for order in self._plan.orders if order.outcome in (Outcome.NEW, Outcome.UPDATED)]
        ids_of_created = self._create_customers()
        names = dict.fromkeys(line.product for order in writing for line in order.lines)
        ids_of_products = products.ids_of_names(self._db, names, self._now, self._import_id)
        self._categorise(ids_of_products)
        corrected = [order.order_id for order in writing if order.order_id is not None]
        versions = _versions(self._db, corrected)
        orders.reverse_many(self._db, corrected, _(_CORRECTED), self._now, import_id=self._import_id)
        ends_at = day_ends_at(self._shop)
        added: list[range] = []
        for part in _parts(writing, 10_000):
            rows = [_order_row(order, ids_of_created, versions) for order in part]
            lines = [
                LineRow(index, position, ids_of_products.get(line.product), line.product, line.quantity, line.amount_fen)
                for index, order in enumerate(part)
                for position, line in enumerate(order.lines, 1)
            ]
            added.append(
                orders.insert_many(
                    self._db,
                    rows,
                    lines,
                    self._now,
                    day_ends_at=ends_at,
                    import_id=self._import_id,
                    booked=False,
                )
            )
            self._step(len(part))
        if added:
            orders.book_ids(self._db, range(added[0].start, added[-1].stop))

    def _create_customers(self) -> dict[str, int]:
        first_seen: dict[Any, str] = {}
        ends_at = day_ends_at(self._shop)
        for order in self._plan.orders:
            if isinstance(order.customer, str):
                day = business_day(datetime.fromisoformat(order.at), ends_at).isoformat()
                first_seen[order.customer] = min(day, first_seen.get(order.customer, day))
        keys = list(self._plan.created)
        marks = {"origin": Origin.ORDER, "import_id": self._import_id, "created_at": iso(self._now)}
        blank = customers.columns_of(CustomerFacts())
        rows = []
        for key in keys:
            who = self._plan.created[key]
            written = {"phone_written": who["phone"], "joined_on": first_seen.get(key)}
            rows.append({**blank, **who, **written, **marks})
        _number_those_met(self._db, rows)
        ids = customers.insert(self._db, rows)
        customers.refresh_search(self._db, ids)
        return dict(zip(keys, ids, strict=True))

    def _categorise(self, ids_of_products: Mapping[str, int]) -> None:
        """Bills that name a product's category fill it in where the shop has none."""
        for name, category in self._plan.categories.items():
            product_id = ids_of_products.get(name)
            row = self._db.execute("SELECT category, import_id FROM product WHERE id = ?", [product_id]).fetchone()
            if row and not row["category"]:
                self._db.execute("UPDATE product SET category = ? WHERE id = ?", [category, product_id])
                if row["import_id"] != self._import_id:
                    self._keep("product", product_id, {"category": ""}, {"category": category})

    def _keep(self, tbl: str, row_id: Any, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> None:
        """Remember what the import changed, for taking it back."""
        was = None if before is None else json.dumps(dict(before), ensure_ascii=False)
        row = [self._import_id, tbl, row_id, was, json.dumps(dict(after), ensure_ascii=False)]
        self._db.execute(
            "INSERT INTO import_change (import_id, tbl, row_id, before, after) VALUES (?, ?, ?, ?, ?)", row
        )


def _number_those_met(db: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Give customers met on a bill without a number one that no member list uses for somebody else: B1, B2 ..."""
    following = 1 + int(
        db.execute(
            "SELECT coalesce(max(CAST(substr(number, 2) AS INTEGER)), 0)"
            " FROM (SELECT number FROM customer UNION ALL SELECT number FROM customer_former)"
            " WHERE number GLOB 'B[0-9]*' AND substr(number, 2) NOT GLOB '*[^0-9]*' AND length(number) < 10"
        ).fetchone()[0]
    )
    taken = {str(row["number"]).casefold() for row in rows}
    for row in rows:
        if not row["number"]:
            while f"b{following}" in taken:
                following += 1
            row["number"] = f"{MET_ON_A_BILL}{following}"
            following += 1


def _number_the_unnumbered(db: Connection, rows: Sequence[dict[str, Any]], changed: Iterable[str] = ()) -> None:
    """Give the next numbers of the shop's own sequence to new customers whom the file gives none; ``changed`` are
    numbers that existing customers are about to get.
    """
    given = {*changed, *(row["number"] for row in rows if row["number"])}
    largest = max((int(n) for n in given if n.isascii() and n.isdigit() and len(n) < 10), default=0)
    following = max(int(customers.next_number(db)), largest + 1)
    for row in rows:
        if not row["number"]:
            row["number"] = str(following)
            following += 1


def _versions(db: Connection, order_ids: Sequence[int | None]) -> dict[int, int]:
    rows = db.execute(
        'SELECT id, version FROM "order" WHERE id IN (SELECT value FROM json_each(?))', [json.dumps(list(order_ids))]
    )
    return {row["id"]: row["version"] + 1 for row in rows}


def _order_row(order: PlannedOrder, created: Mapping[str, int], versions: Mapping[int, int]) -> OrderRow:
    customer_id = created[order.customer] if isinstance(order.customer, str) else order.customer
    return OrderRow(
        order.number,
        order.at,
        customer_id,
        order.amount_fen,
        order.discount_fen,
        order.guests,
        order.table,
        order.channel,
        order.note,
        versions.get(order.order_id or 0, 1),
        order.source_key,
    )


def _parts(things: Any, size: int) -> Iterable[Any]:
    """``things`` (a sequence), ``size`` at a time."""
    return (things[start : start + size] for start in range(0, len(things), size))
