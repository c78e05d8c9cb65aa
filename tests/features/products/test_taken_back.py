"""An import of products taken back leaves what the owner worked on since."""

from __future__ import annotations

from datetime import datetime

from storeassist.features.products import actions, store
from storeassist.features.products.records import Role
from storeassist.kernel.database import Shop


def test_a_product_changed_by_hand_stays_when_its_import_goes(shop: Shop, now: datetime) -> None:
    with shop.write() as db:
        noodles, _egg = actions.insert(
            db, [{"name": name, "import_id": 1, "created_at": "2026-09-15T11:06:00"} for name in ("面", "蛋")]
        )
    actions.set_role(shop, [noodles], Role.HERO, now)
    with shop.write() as db:
        actions.remove_import(db, 1)
    assert store.ids(shop) == [noodles]
