"""Tags mean the same on the screen and in a file."""

from __future__ import annotations

from storeassist.features.customers.rules import checked_tags, split_tags


def test_a_tag_holds_nothing_that_separates_tags_in_a_file() -> None:
    assert checked_tags(["忌辣/忌葱", " VIP ", "vip"]) == ("忌辣", "忌葱", "VIP")
    assert split_tags("、".join(checked_tags(["A|B", "C、D"]))) == checked_tags(["A|B", "C、D"])
