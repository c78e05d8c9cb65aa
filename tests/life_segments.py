"""Segments and habits in a life of a shop: what a rule names may get another name or go, and undo restores both."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from storeassist.features.customers import actions_fields
from storeassist.features.customers import store as customer_store
from storeassist.features.habits import actions as habits
from storeassist.features.habits import store_rfm
from storeassist.features.habits.records import Thresholds
from storeassist.features.habits.store_rfm import RFM_THRESHOLDS
from storeassist.features.habits.store_tiers import HERO_PRODUCT
from storeassist.features.offers import actions as offers
from storeassist.features.products import actions as products
from storeassist.features.products import store as product_store
from storeassist.features.segments import actions, store
from storeassist.features.segments.records import Leaf, Segment, SegmentRef
from storeassist.features.segments.rules import parse, to_document
from storeassist.features.segments.rules_refs import leaves, things
from storeassist.kernel.errors import UserError
from storeassist.kernel.settings import write_setting
from tests.dumps import everything, seen
from tests.features.segments.ground import leaf
from tests.features.segments.plainly import said_to_hold
from tests.life import DISHES, FIELDS, PICK, TAGS
from tests.life_coupons import OFFERS, WithCoupons
from tests.life_undoing import one_of

SEGMENTS = ("常客", "A", "b", "B")
RULES = st.sampled_from(
    [
        leaf("visits", ">=", 1),
        {"all": [leaf("spent", ">", 20, within_days=30), {"not": leaf("tag", "has", "VIP")}]},
        {"any": [leaf("items", ">=", 1, product=["牛肉面", "Tea"]), leaf("orders", "=", 0, role="hero")]},
        leaf("coupon", "not_empty", offer="减"),
        {"not": {"any": [leaf("custom.口味", "=", "微辣"), leaf("custom.seat", "is_empty")]}},
        {"minus": [{"segment": "A"}, leaf("consent", "=", "no")]},
        {"any": [{"segment": "b"}, {"not": {"segment": "常客"}}]},
        {"all": [leaf("tier", "in", ["core", "main"]), leaf("rfm", "!=", "general_keep")]},
        leaf("overdue", "not_empty"),
    ]
)
NAMES = st.sampled_from(SEGMENTS)


class WithSegments(WithCoupons):
    """Rules that are saved, what they are about, and what is done for those they select."""

    def __init__(self) -> None:
        super().__init__()
        for setting in (HERO_PRODUCT, RFM_THRESHOLDS):  # taken back, they are at what they begin with
            write_setting(self.shop, setting, setting.default)

    def segments(self) -> list[Segment]:
        return store.all_segments(self.shop)

    def segment(self, pick: int) -> Segment:
        return store.get(self.shop, one_of((one.id for one in self.segments()), pick))

    @rule(name=NAMES, document=RULES)
    def save_segment(self, name: str, document: dict[str, object]) -> None:
        known = next((one.id for one in self.segments() if one.name == name), None)
        if self.do(lambda: actions.save(self.shop, name, parse(document), self.now, known)):
            assert to_document(store.by_name(self.shop, name).rule).keys() == document.keys()

    @precondition(lambda self: self.segments())
    @rule(pick=PICK, name=NAMES)
    def rename_segment(self, pick: int, name: str) -> None:
        self.do(lambda: actions.rename(self.shop, self.segment(pick).id, name, self.now))

    @precondition(lambda self: self.segments())
    @rule(pick=PICK, name=NAMES)
    def keep_a_snapshot(self, pick: int, name: str) -> None:
        segment = self.segment(pick)
        if self.do(lambda: actions.freeze(self.shop, segment.id, name, self.now)):
            assert self.members(store.by_name(self.shop, name)) == self.members(segment)

    @precondition(lambda self: self.segments())
    @rule(pick=PICK)
    def delete_segment(self, pick: int) -> None:
        self.do(lambda: actions.delete(self.shop, self.segment(pick).id, self.now))

    @precondition(lambda self: self.segments())
    @rule(pick=PICK, tag=st.sampled_from(TAGS))
    def tag_a_segment(self, pick: int, tag: str) -> None:
        segment = self.segment(pick)
        was = self.members(segment)
        if self.do(lambda: actions.tag(self.shop, segment.id, tag, self.now)):
            assert was
            assert was <= set(store.members(self.shop, parse(leaf("tag", "has", tag)), self.now))

    @precondition(lambda self: self.segments())
    @rule(pick=PICK)
    def look_at_a_segment(self, pick: int) -> None:
        segment, was, books = self.segment(pick), seen(self.shop), everything(self.shop)
        try:
            moves = actions.look(self.shop, segment.id, self.now)
        except UserError:
            assert everything(self.shop) == books
            return
        assert seen(self.shop) == was
        members = self.members(segment)
        assert set(moves.entered) <= members
        assert not members & set(moves.left)
        assert store.moves(self.shop, segment.id) == moves == actions.look(self.shop, segment.id, self.now)

    @precondition(lambda self: self.segments())
    @rule(pick=PICK)
    def ask_why(self, pick: int) -> None:
        """Of everybody, what is said of each condition comes to the same as the list and the count."""
        written = self.segment(pick).rule
        try:
            members = set(store.members(self.shop, written, self.now))
        except UserError:
            return
        everybody = customer_store.ids(self.shop)
        assert store.count(self.shop, written, self.now).n == store.steps(self.shop, written, self.now)[()] == len(members)
        for who in everybody:
            reasons = {one.path: one for one in store.why(self.shop, written, who, self.now)}
            assert store.is_member(self.shop, written, who, self.now) == (who in members)
            assert said_to_hold(written, reasons) == (who in members)

    @rule(pick=st.none() | PICK)
    def choose_a_hero(self, pick: int | None) -> None:
        known = product_store.ids(self.shop)
        hero = None if pick is None or not known else one_of(known, pick)
        self.do(lambda: habits.set_hero(self.shop, hero, self.now))

    @rule(limits=st.sampled_from([None, Thresholds((90, 60, 30, 7), (2, 3, 4, 5), (10, 20, 30, 40))]))
    def set_thresholds(self, limits: Thresholds | None) -> None:
        self.do(lambda: habits.set_thresholds(self.shop, limits, self.now))
        assert limits is None or store_rfm.thresholds(self.shop, self.now) == limits

    @precondition(lambda self: customer_store.fields(self.shop))
    @rule(pick=PICK, name=st.sampled_from(FIELDS))
    def call_a_field_otherwise(self, pick: int, name: str) -> None:
        fields = customer_store.fields(self.shop)
        self.do(lambda: actions_fields.change_field(self.shop, fields[pick % len(fields)], name, self.now))

    @precondition(lambda self: product_store.ids(self.shop))
    @rule(pick=PICK, name=st.sampled_from((*DISHES, "汤")))
    def call_a_product_otherwise(self, pick: int, name: str) -> None:
        (product,) = product_store.fetch(self.shop, [one_of(product_store.ids(self.shop), pick)])
        self.do(lambda: products.change(self.shop, product.id, replace(product.facts, name=name), self.now))

    @precondition(lambda self: self.offers())
    @rule(pick=PICK, name=st.sampled_from((*OFFERS, "午后")))
    def call_an_offer_otherwise(self, pick: int, name: str) -> None:
        offer_id = one_of(self.offers(), pick)
        terms = self.offer(offer_id)[2]
        self.do(lambda: offers.edit(self.shop, offer_id, name, terms, self.now))

    @invariant()
    def rules_can_be_read_and_call_what_they_are_about_as_it_is_called_now(self) -> None:
        named = {
            one.id: {(kind, name.casefold()) for _path, part in leaves(one.rule) if isinstance(part, Leaf)
                     for kind, name in things(part)}
            for one in self.segments()
        }  # fmt: skip
        for row in self.shop.query(_MEANT):
            assert (row["kind"], row["name"].casefold()) in named[row["segment_id"]], row["name"]

    def members(self, segment: Segment) -> set[int]:
        try:
            return set(store.members(self.shop, SegmentRef(segment.name), self.now))
        except UserError:
            return set()


_MEANT = " UNION ALL ".join(
    f"SELECT m.segment_id, '{kind}' AS kind, t.name FROM segment_meant m JOIN {table} t ON t.id = m.{kind}_id"
    for kind, table in (("field", "custom_field"), ("product", "product"), ("offer", "offer"))
)
