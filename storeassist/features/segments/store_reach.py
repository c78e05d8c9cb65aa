"""Which of some customers can be written to."""

from __future__ import annotations

import json
from collections.abc import Sequence

from storeassist.features.segments.records_live import Reach
from storeassist.kernel.database import Shop


def reach(shop: Shop, customer_ids: Sequence[int]) -> Reach:
    """Who left a phone or WeChat and did not decline messages; a customer who declined counts as nothing else."""
    row = shop.query(
        "SELECT count(*) AS n, total(consent = 'no') AS declined,"
        " total(consent <> 'no' AND coalesce(phone, '') = '' AND coalesce(wechat, '') = '') AS unreachable"
        " FROM customer WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(customer_ids))],
    )[0]
    declined, unreachable = int(row["declined"]), int(row["unreachable"])
    return Reach(row["n"] - declined - unreachable, declined, unreachable)
