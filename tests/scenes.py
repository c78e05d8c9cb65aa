"""Scenes of the running app: each brings a window on the noodle shop into a state worth looking at."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget

from storeassist.features.coupons import actions as coupon_actions
from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons.records import Bill
from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers import store as customer_store
from storeassist.features.offers import actions as offer_actions
from storeassist.features.offers.records import Kind, Stacking, Terms
from storeassist.features.orders import actions as order_actions
from storeassist.features.orders.records import OrderFacts
from storeassist.features.practice.service import PracticeSign
from storeassist.kernel.backups import take, usual_folder
from storeassist.kernel.settings import PRACTICE, write_setting
from storeassist.kernel.text import language
from storeassist.ui.dialog import AskDialog
from storeassist.ui.window import Window
from tests import scenes_batches, scenes_cards, scenes_coupons, scenes_offers, scenes_repurchase, scenes_segments
from tests.shops import member_sheet


class Stage:
    """A window on a fresh copy of a shop, and the hands that bring it into a scene."""

    def __init__(self, window: Window, folder: Path) -> None:
        self.window, self.folder = window, folder

    def go(self, key: str, **args: object) -> Any:
        """Show a page and let it read."""
        page = self.window.go(key, **args)
        self.settle()
        return page

    def settle(self, most: int = 8_000) -> None:
        """Wait until nothing moves: jobs done, timers run off."""
        rest(120)
        jobs, waited = self.window.desk.jobs, 0
        while jobs.running and waited < most:
            rest(40)
            waited += 40
        rest(80)

    def row(self, page: Any, at: int = 0) -> None:
        """Select a row of a page's list."""
        page.table.select([page.table.rows.ids[at]])
        self.settle()

    def type(self, field: QWidget, text: str) -> None:
        """Type, as hands do."""
        field.setFocus()
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(field, letter)
            else:
                said = QInputMethodEvent()
                said.setCommitString(letter)
                QCoreApplication.sendEvent(field, said)
        self.settle()


# --- scenes ---------------------------------------------------------------------------------------------------------


def today(stage: Stage) -> None:
    """The morning: figures, whom to greet, the words for one of them."""
    page = stage.go("today")
    page.queue.table.select([page.queue.table.rows.ids[3]])
    stage.settle()


def today_sent(stage: Stage) -> None:
    """A message copied and marked as sent: the next name is up."""
    page = stage.go("today")
    for command in ("copy", "sent"):
        page.commands[command].trigger()
    stage.settle()


def today_long_gone(stage: Stage) -> None:
    """Those who have not come for long."""
    page = stage.go("today")
    page.queue.chips.chip("dormant").click()
    stage.settle()


def customers(stage: Stage) -> None:
    """The list with the history of one customer, whose row stands fourth."""
    page = stage.go("customers", customer_id=_id_of(stage, "217"))
    view = page.table.view
    view.verticalScrollBar().setValue((view.currentIndex().row() - 3) * view.row_height())
    stage.settle()


def customers_facts(stage: Stage) -> None:
    """The other tab of the detail."""
    page = stage.go("customers", customer_id=_id_of(stage, "217"))
    page.panel._tabs.choose("facts")
    page.panel._tabs.changed.emit("facts")
    page.panel.reveal_phone()
    stage.settle()


def customers_found(stage: Stage) -> None:
    """A name whose first character has several readings, found by pinyin."""
    page = stage.go("customers")
    stage.type(page.search, "zeng")
    stage.row(page)


def customers_nothing(stage: Stage) -> None:
    """Nothing fits the search."""
    page = stage.go("customers")
    stage.type(page.search, "qqq")


def customers_many(stage: Stage) -> None:
    """Several rows selected."""
    page = stage.go("customers")
    page.table.select(list(page.table.rows.ids[2:6]))
    stage.settle()


def customers_columns(stage: Stage) -> None:
    """The menu that chooses columns."""
    stage.go("customers").choose_columns()
    stage.settle()


def customer_new(stage: Stage) -> None:
    """A new customer in one line of keys."""
    page = stage.go("customers")
    page.new()
    dialog = _dialog(stage)
    dialog.line.setText("尉迟晓岚 138 1234 2764 #牛肉控 生日 3-18 坐窗边")
    stage.settle()


def customer_refused(stage: Stage) -> None:
    """The form says at its fields what it cannot keep."""
    page = stage.go("customers")
    page.new()
    dialog = _dialog(stage)
    dialog.name.setText("单晓岚")
    dialog.phone.setText("1381234")
    dialog.accept()
    stage.settle()


def customer_tag(stage: Stage) -> None:
    """Tagging several."""
    page = stage.go("customers")
    page.table.select(list(page.table.rows.ids[2:6]))
    page.tag()
    stage.settle()


def customer_untag(stage: Stage) -> None:
    """Choosing which tag to take off."""
    page = stage.go("customers")
    page.table.select(list(page.table.rows.ids[:12]))
    page.untag()
    stage.settle()


def customer_note(stage: Stage) -> None:
    """A note for the history."""
    page = stage.go("customers", customer_id=_id_of(stage, "217"))
    page.note()
    stage.settle()


def customer_field(stage: Stage) -> None:
    """A field of the shop's own."""
    stage.go("customers").add_field()
    stage.settle()


def duplicates(stage: Stage) -> None:
    """Customers who may be one person twice; the first two side by side."""
    shop, now = stage.window.desk.shop, stage.window.desk.now()
    first, second, third = customer_store.fetch(shop, customer_store.ids(shop)[:3])
    again = replace(first.facts, number="", name=f"{first.name[0]}女士", tags=("外卖多",), note="要发票", wechat="lan_88")
    typo = second.facts.phone[:-3] + str((int(second.facts.phone[-3]) + 1) % 10) + second.facts.phone[-2:]
    couple = replace(third.facts, number="", name="陈浩然", tags=(), wechat="", note="")
    made = [
        customer_actions.add(shop, facts, now)
        for facts in (again, replace(second.facts, number="", phone=typo, birthday=None), couple)
    ]
    for days in (0, 9, 20):
        order_actions.add(shop, OrderFacts(now - timedelta(days=days, hours=1), 68_00, made[0]), now)
    page = stage.go("duplicates")
    wait_until(lambda: bool(page.panel.plan))
    stage.settle()


def duplicates_merged(stage: Stage) -> None:
    """Two became one: the snackbar says so, and the next pair is in sight."""
    duplicates(stage)
    page = stage.window.page("duplicates")
    page.commands["merge"].trigger()
    stage.settle()


def products(stage: Stage) -> None:
    """What is sold."""
    stage.row(stage.go("products"), 1)


def product_dialog(stage: Stage) -> None:
    """Changing a product."""
    page = stage.go("products")
    stage.row(page, 1)
    page.change()
    stage.settle()


def product_role(stage: Stage) -> None:
    """A role for several."""
    page = stage.go("products")
    page.table.select(list(page.table.rows.ids[2:5]))
    page.set_role()
    stage.settle()


def orders(stage: Stage) -> None:
    """The bills of a week, one of them in full."""
    page = stage.go("orders")
    page.periods.choose("7")
    page.periods.changed.emit("7")
    stage.settle()
    stage.row(page, 1)


def orders_voided(stage: Stage) -> None:
    """A bill that was voided, with its ledger."""
    page = stage.go("orders")
    page.periods.choose("voided")
    page.periods.changed.emit("voided")
    stage.settle()
    stage.row(page)


def orders_till(stage: Stage) -> None:
    """An order on its way in: items, then the customer by the tail of the phone."""
    page = stage.go("orders")
    page.record()
    for line in ("招牌牛肉面 x2 56", "小份卤牛肉 18", "酸梅汤 8"):
        stage.type(page.till.item, line)
        QTest.keyClick(page.till.item, Qt.Key.Key_Return)
    stage.type(page.till.customer, "2764")


def orders_recorded(stage: Stage) -> None:
    """An order just recorded: the snackbar says for whom, and how to take it back."""
    page = stage.go("orders")
    page.record()
    stage.type(page.till.amount, "82")
    stage.type(page.till.customer, "2764")
    for _ in range(2):
        QTest.keyClick(page.till.customer, Qt.Key.Key_Return)
    stage.settle()


def orders_refused(stage: Stage) -> None:
    """The till says what it cannot keep."""
    page = stage.go("orders")
    page.record()
    page.till.save()
    stage.settle()


def order_void(stage: Stage) -> None:
    """The question before a bill is voided."""
    page = stage.go("orders")
    stage.row(page)
    page.void()
    stage.settle()


def redeem_ready(stage: Stage) -> Any:
    """The desk before the next code, with what happened so far today."""
    shop, now = stage.window.desk.shop, stage.window.desk.now()
    people = {name: customer_store.find(shop, name)[0].id for name in ("单晓岚", "何满仓") if customer_store.find(shop, name)}
    first = next(iter(people.values()))
    for name, terms, minutes in (
        ("满 58 减 8", Terms(Kind.AMOUNT_OFF, value_fen=800, min_spend_fen=5800, per_customer=9), 31),
        ("赠卤蛋一枚", Terms(Kind.GIFT, product="卤蛋", stacking=Stacking.ANY), 24),
        ("立减 3 元", Terms(Kind.AMOUNT_OFF, value_fen=300, stacking=Stacking.ANY), 9),
    ):
        then = now - timedelta(minutes=minutes)
        offer_id = offer_actions.add(shop, name, terms, then)
        for customer_id in people.values():
            coupon_actions.issue(shop, offer_id, then, customer_ids=(customer_id,))
        coupon_actions.issue(shop, offer_id, then, count=2)
        used = coupon_store.codes_of_issue(shop, coupon_actions.issue(shop, offer_id, then, customer_ids=(first,)))
        text = coupon_store.printed_forms(shop, used)[0][0]
        _verdict, redemption = coupon_actions.redeem(shop, text, Bill(6400, then), then)
        if minutes == 24 and redemption:
            coupon_actions.reverse(shop, redemption.id, "收银点错", then + timedelta(minutes=1))
    return stage.go("redemption")


def redeem_usable(stage: Stage, amount: str = "76") -> Any:
    """A coupon that can be used, its holder, and what else they hold."""
    page = redeem_ready(stage)
    shop = stage.window.desk.shop
    held = coupon_store.of_customer(shop, customer_store.find(shop, "单晓岚")[0].id, stage.window.desk.now())
    stage.type(page.panel.amount, amount)
    stage.type(page.panel.code.line, coupon_store.short(next(one for one in held if "58" in one.offer_name and one.uses_left)))
    stage.settle()
    return page


def redeem_refused(stage: Stage) -> Any:
    """The bill is too small, and what would close the gap."""
    return redeem_usable(stage, "46")


def redeem_done(stage: Stage) -> Any:
    """Used, with the next coupon of the same customer at hand."""
    page = redeem_usable(stage)
    QTest.qWait(400)
    QTest.keyClick(page.panel.code.line, Qt.Key.Key_Return)
    stage.settle()
    return page


def redeem_reverse(stage: Stage) -> None:
    """The question before a redemption is reversed."""
    page = redeem_done(stage)
    page.ledger.list.acted.emit(page.ledger.list.lines[0].id)
    stage.settle()


def redeem_customer(stage: Stage) -> None:
    """Somebody without a code, found by the tail of the phone."""
    page = redeem_ready(stage)
    page.find_customer()
    stage.type(page.customer.field, "2764")
    QTest.keyClick(page.customer.field, Qt.Key.Key_Return)
    stage.settle()


def import_choose(stage: Stage) -> None:
    """The first step."""
    stage.go("imports", kind="customers")


def import_preview(stage: Stage) -> Any:
    """The second step: columns and what becomes of each row."""
    path = member_sheet(stage.folder / "收银系统会员导出.xlsx", stage.window.desk.shop)
    page = stage.go("imports", kind="customers", path=path)
    wait_until(lambda: page.preview is not None)
    stage.settle()
    return page


def import_done(stage: Stage) -> None:
    """The third step, and the list of past imports."""
    page = import_preview(stage)
    page.carry_out()
    wait_until(lambda: page.step == 2)
    stage.settle()


def backups(stage: Stage) -> None:
    """Backups of some days, one of them damaged."""
    shop, now = stage.window.desk.shop, stage.window.desk.now()
    shutil.rmtree(usual_folder(shop.path), ignore_errors=True)
    for days, why in ((40, "exit"), (9, "exit"), (3, "import"), (1.02, "exit"), (0.02, "time")):
        write_setting(shop, PRACTICE, False)
        made = take(shop.path, now - timedelta(days=days), why).backup.path
        if why == "import":
            made.write_bytes(made.read_bytes()[:-9_000])
    page = stage.go("backups")
    wait_until(lambda: bool(page.table.rows.ids))
    stage.settle()


def backup_restore(stage: Stage) -> None:
    """The question before a backup takes the place of the shop."""
    backups(stage)
    page, now = stage.window.page("backups"), stage.window.desk.now()
    order_actions.add(stage.window.desk.shop, OrderFacts(at=now, amount_fen=8200), now)
    page.table.select([1])
    page.commands["restore"].trigger()
    wait_until(lambda: bool(stage.window.findChildren(AskDialog)))
    stage.settle()


def settings_more(stage: Stage) -> None:
    """The end of the settings, with a fault at its field."""
    page = stage.go("settings")
    row = page.rows["privacy/lock_after"]
    row.control.set_text("soon")
    page.change(row.setting, "soon")
    stage.settle()
    area = page.findChild(QScrollArea)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    stage.settle()


def locked(stage: Stage) -> None:
    """The window waits for the PIN, and says what to do without it."""
    from storeassist.features.privacy.panels_lock import LockScreen

    stage.go("customers")
    screen = LockScreen(stage.window.desk)
    stage.window.desk.cover(screen)
    screen._tell_way_out()
    stage.settle()


def settings(stage: Stage) -> None:
    """What can be chosen."""
    stage.go("settings")


def help_article(stage: Stage) -> None:
    """The article of the page one was on."""
    stage.go("customers")
    stage.window.help()
    stage.settle()


def help_found(stage: Stage) -> None:
    """The handbook searched: what was sought is marked in the article."""
    page = stage.go("help", topic="figures")
    stage.type(page.search, "复购" if language() == "zh_CN" else "repurchase")


def search(stage: Stage) -> None:
    """The command search, with a customer and commands."""
    stage.go("customers")
    stage.window.search()
    stage.settle()
    stage.type(stage.window.command_search.line, "shan")  # type: ignore[union-attr]


def search_open(stage: Stage) -> None:
    """The command search before anything is typed."""
    stage.go("customers")
    stage.window.search()
    stage.settle()


def shop_menu(stage: Stage) -> None:
    """What can be done with the shop file."""
    stage.go("customers")
    stage.window.side._shop.click()
    stage.settle()


def failed(stage: Stage) -> None:
    """What went wrong is said where the owner is."""
    page = stage.go("customers")
    page.table.select([])
    page.commands["tag"].trigger()
    stage.settle()


def practice(stage: Stage) -> None:
    """The sign above a shop whose customers are invented, and the word in the side bar."""
    stage.go("customers")
    write_setting(stage.window.desk.shop, PRACTICE, True)
    PracticeSign(stage.window.desk)
    stage.settle()


def _on_empty(key: str) -> Callable[[Stage], None]:
    def scene(stage: Stage) -> None:
        shutil.rmtree(usual_folder(stage.window.desk.shop.path), ignore_errors=True)  # of the scene before
        stage.go(key)

    scene.__doc__ = f"The page {key} of a shop with nothing in it."
    return scene


SCENES: dict[str, Callable[[Stage], Any]] = {
    "today": today,
    "today-sent": today_sent,
    "today-long-gone": today_long_gone,
    "customers": customers,
    "customers-facts": customers_facts,
    "customers-found": customers_found,
    "customers-nothing": customers_nothing,
    "customers-many": customers_many,
    "customers-columns": customers_columns,
    "customer-new": customer_new,
    "customer-refused": customer_refused,
    "customer-tag": customer_tag,
    "customer-untag": customer_untag,
    "customer-note": customer_note,
    "customer-field": customer_field,
    "duplicates": duplicates,
    "duplicates-merged": duplicates_merged,
    "products": products,
    "product-dialog": product_dialog,
    "product-role": product_role,
    "orders": orders,
    "orders-voided": orders_voided,
    "orders-till": orders_till,
    "orders-recorded": orders_recorded,
    "orders-refused": orders_refused,
    "order-void": order_void,
    "redeem": redeem_usable,
    "redeem-ready": redeem_ready,
    "redeem-refused": redeem_refused,
    "redeem-done": redeem_done,
    "redeem-reverse": redeem_reverse,
    "redeem-customer": redeem_customer,
    **scenes_offers.SCENES,
    **scenes_coupons.SCENES,
    **scenes_cards.SCENES,
    **scenes_batches.SCENES,
    **scenes_repurchase.SCENES,
    **scenes_segments.SCENES,
    "import-choose": import_choose,
    "import-preview": import_preview,
    "import-done": import_done,
    "backups": backups,
    "backup-restore": backup_restore,
    "settings": settings,
    "settings-more": settings_more,
    "locked": locked,
    "help": help_article,
    "help-found": help_found,
    "search": search,
    "search-open": search_open,
    "shop-menu": shop_menu,
    "practice": practice,
    "failed": failed,
}
_PAGES = (
    *("today", "customers", "products", "orders", "offers"),
    *("imports", "duplicates", "backups", "segments", "repurchase"),
)
EMPTY_SCENES = {f"empty-{key}": _on_empty(key) for key in _PAGES}


def _id_of(stage: Stage, number: str) -> int:
    return int(stage.window.desk.shop.value("SELECT id FROM customer WHERE number = ?", [number]))


def _dialog(stage: Stage) -> Any:
    stage.settle()
    return next(dialog for dialog in stage.window.findChildren(AskDialog) if dialog.isVisible())


def rest(ms: int) -> None:
    """Let the window live for so long; QTest.qWait would let no job run meanwhile, as it keeps Python's lock."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def wait_until(there: Callable[[], bool], most: int = 15_000) -> None:
    """Wait for something to come about; TimeoutError when it does not."""
    while not there() and most > 0:
        QTest.qWait(40)
        most -= 40
    if not there():
        raise TimeoutError("the scene did not come about")
