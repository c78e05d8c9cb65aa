"""Whom a row is about: the customer the shop has already, one met earlier in the file, or nobody known yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from storeassist.features.customers.records import Origin
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError

MET_ON_A_BILL = "B"
"""How the numbers begin that the shop gives to customers met on a bill that bore only a phone."""

Ref = int | str
"""A customer of the shop by id, or one that the plan creates by the plan's own key."""


class KnownCustomers:
    """The customers of the shop, and those a plan is going to create, by everything that identifies them."""

    def __init__(self, shop: Shop) -> None:
        self._numbers: dict[str, Ref] = {}
        self._phones: defaultdict[str, list[Ref]] = defaultdict(list)
        self._wechats: defaultdict[str, list[Ref]] = defaultdict(list)
        self._names: defaultdict[str, list[Ref]] = defaultdict(list)
        self._bare: defaultdict[str, list[Ref]] = defaultdict(list)
        self._called: dict[Ref, str] = {}
        self._unnumbered: set[Ref] = set()
        self._phone_of: dict[Ref, str] = {}
        self._without_zeros: defaultdict[str, list[Ref]] = defaultdict(list)
        self._former: dict[str, int] = {}
        self.created: dict[str, dict[str, Any]] = {}
        for row in shop.query("SELECT id, number, phone, wechat, name, origin FROM customer ORDER BY id"):
            self._register(row["id"], row)
            number = row["number"]
            if row["origin"] == Origin.ORDER and number.startswith(MET_ON_A_BILL) and number[1:].isdecimal():
                self._unnumbered.add(row["id"])
        for row in shop.query("SELECT number, customer_id FROM customer_former"):
            self._former[row["number"].casefold()] = row["customer_id"]
            if row["number"].isdecimal():
                self._without_zeros[row["number"].lstrip("0")].append(row["customer_id"])

    def merged(self, number: str) -> int | None:
        """Into whom the customer was merged who had this number; None when somebody has it, or nobody ever had."""
        folded = number.casefold()
        return None if folded in self._numbers else self._former.get(folded)

    def of_row(self, number: str, phone: str, wechat: str, name: str) -> Ref | None:
        """Whom a row of a customer list is about: by number, else phone, else WeChat, else (with nothing else) name."""
        if number:
            by_number = self._numbers.get(number.casefold())
            if by_number is None:
                return self._met_on_a_bill(phone, number)
            self._refuse_somebody_else(by_number, number, phone, name)
            return by_number
        if phone and (found := self._phones.get(phone)):
            return self._only(found, phone, "phone")
        if wechat and (found := self._wechats.get(wechat.casefold())):
            return self._only(found, wechat, "wechat")
        if name and not phone and not wechat and (found := self._bare.get(name)):
            return self._only(found, name, "name")
        return None

    def of_bill(self, number: str, phone: str, name: str) -> Ref | None:
        """Whose bill it is; someone unknown with a number or a phone is created. None: nobody, or only a name."""
        by_number = self._of_number(number) if number else None
        holders = self._phones.get(phone, []) if phone else []
        if by_number is not None:
            if holders and by_number not in holders:
                raise UserError(
                    "The number {number} is one customer, the phone {phone} another.",
                    number=number,
                    phone=phone,
                    field="customer_phone",
                )
            return by_number
        if holders and not number:
            return self._only(holders, phone, "customer_phone")
        if number or phone:
            return self._create(number, phone, name)
        found = self._names.get(name, []) if name else []
        return found[0] if len(found) == 1 else None

    def add_planned(self, key: str, row: Mapping[str, Any]) -> None:
        """Remember a customer that the plan creates from a row of a list."""
        self._register(key, row)

    def _create(self, number: str, phone: str, name: str) -> str:
        for holder in self._phones.get(phone, ()) if phone else ():
            if isinstance(holder, str) and not self.created[holder]["number"]:
                self.created[holder]["number"] = number
                self._numbers[number.casefold()] = holder
                return holder
        key = f"number:{number}" if number else f"phone:{phone}"
        row = {"number": number, "phone": phone or None, "wechat": "", "name": name}
        self.created[key] = row
        self._register(key, row)
        return key

    def _register(self, ref: Ref, row: Mapping[str, Any]) -> None:
        if row["number"]:
            self._numbers[row["number"].casefold()] = ref
            if row["number"].isdecimal():
                self._without_zeros[row["number"].lstrip("0")].append(ref)
        if row["phone"]:
            self._phone_of[ref] = row["phone"]
            self._phones[row["phone"]].append(ref)
        if row["wechat"]:
            self._wechats[row["wechat"].casefold()].append(ref)
        if row["name"]:
            self._called[ref] = row["name"]
            self._names[row["name"]].append(ref)
            if not row["phone"] and not row["wechat"]:
                self._bare[row["name"]].append(ref)

    def _only(self, found: list[Ref], value: str, field: str) -> Ref:
        if len(found) > 1:
            raise UserError(
                "{value} belongs to {n} customers of the shop; give the number, too.",
                value=value,
                n=len(found),
                field=field,
            )
        return found[0]

    def _met_on_a_bill(self, phone: str, number: str) -> Ref | None:
        """Someone known so far only by a phone on a bill, whose number the list brings now."""
        met = [ref for ref in self._phones.get(phone, ()) if ref in self._unnumbered] if phone else []
        if len(met) != 1:
            return None
        self._unnumbered.remove(met[0])
        self._numbers[number.casefold()] = met[0]
        return met[0]

    def _of_number(self, number: str) -> Ref | None:
        """The customer of a number on a bill; 12 is 0012 where a spreadsheet took the zeros and nobody else is 12."""
        exactly = self._numbers.get(number.casefold(), self._former.get(number.casefold()))
        if exactly is not None or not number.isdecimal():
            return exactly
        alike = self._without_zeros.get(number.lstrip("0"), ())
        return alike[0] if len(alike) == 1 else None

    def _refuse_somebody_else(self, ref: Ref, number: str, phone: str, name: str) -> None:
        """The same number with another name and another phone is another person, whose history must not be mixed in.

        Of a customer who was merged, files go on saying what either of the two was.
        """
        has_phone, has_name = self._phone_of.get(ref), self._called.get(ref)
        differs = phone and name and has_phone and has_name and phone != has_phone and name != has_name
        if differs and ref not in self._former.values():
            raise UserError(
                "The number {number} belongs to {name}, who has another phone. Give one of them another number.",
                number=number,
                name=has_name,
                field="number",
            )
