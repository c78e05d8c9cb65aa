"""What the owner does with the fields of the shop's own, once they are there. Each function is one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from storeassist.features.customers import rules, store, store_fields
from storeassist.features.customers.records import CustomField, FieldKind
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_, many


def change_field(
    shop: Shop,
    field: CustomField,
    name: str,
    now: datetime,
    *,
    renamed: Mapping[str, str] | None = None,
    added: Sequence[str] = (),
) -> None:
    """Give a custom field another name and, where it holds a choice, other choices.

    ``renamed`` says what each choice there is becomes, and customers follow; "" takes one away that nobody has.
    Raises UserError when the name is taken, a choice is in use, or fewer than two are left.
    """
    others = [other for other in store.fields(shop) if other.id != field.id]
    became = {old: " ".join(new.split()) for old, new in (renamed or {}).items()}
    after = [*(became.get(old, old) for old in field.choices), *(" ".join(one.split()) for one in added)]
    name, choices = rules.checked_field(name, field.kind, after, others)
    _refuse_used(shop, field, [old for old, new in became.items() if not new])
    moved = {old: new for old, new in became.items() if new and new != old}
    with shop.act(now, N_("Changed the field {name}"), name=name) as db:
        db.execute(
            "UPDATE custom_field SET (name, choices) = (?, ?) WHERE id = ?",
            [name, json.dumps(choices, ensure_ascii=False), field.id],
        )
        db.execute(
            "UPDATE customer SET custom = json_set(custom, :path,"
            " (SELECT value FROM json_each(:moved) WHERE key = json_extract(custom, :path)))"
            " WHERE json_extract(custom, :path) IN (SELECT key FROM json_each(:moved))",
            {"path": f'$."{field.id}"', "moved": json.dumps(moved, ensure_ascii=False)},
        )


def put_first(shop: Shop, fields: Sequence[CustomField], now: datetime) -> None:
    """Put these fields first, in their order; the others follow as they are. Raises UserError for one said twice."""
    chosen = [field.id for field in fields]
    if len(set(chosen)) < len(chosen):
        raise UserError("Name each field once.", field="fields")
    after = [*chosen, *(other.id for other in store.fields(shop) if other.id not in chosen)]
    with shop.act(now, N_("Put the fields in another order")) as db:
        db.executemany("UPDATE custom_field SET position = ? WHERE id = ?", enumerate(after, 1))


def move(shop: Shop, field: CustomField, step: int, now: datetime) -> None:
    """Move a field one place up (-1) or down (1)."""
    order = [other for other in store.fields(shop) if other.id != field.id]
    at = [other.id for other in store.fields(shop)].index(field.id) + step
    put_first(shop, [*order[:at], field, *order[at:]], now)


def _refuse_used(shop: Shop, field: CustomField, gone: Sequence[str]) -> None:
    used = store_fields.used_choices(shop, field) if field.kind is FieldKind.CHOICE else {}
    for choice in gone:
        if count := used.get(choice, 0):
            raise UserError(
                "{customers} carry “{choice}”: give it another name, or change them first.",
                field="choices",
                customers=many("{n} customer", "{n} customers", count),
                choice=choice,
            )
