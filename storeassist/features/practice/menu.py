"""What the practice shop sells."""

from __future__ import annotations

from storeassist.features.practice.records import Dish
from storeassist.features.practice.words import Pair, said
from storeassist.features.products.records import Role

_LEAD, _HERO, _PROFIT, _PLAIN = Role.LEAD, Role.HERO, Role.PROFIT, Role.ORDINARY
_CATEGORIES: dict[str, Pair] = {
    "main": ("面", "Noodles"),
    "rice": ("粉和饭", "Rice and rice noodles"),
    "meat": ("卤味", "Braised"),
    "cold": ("凉菜", "Cold dishes"),
    "snack": ("小吃", "Snacks"),
    "drink": ("饮料", "Drinks"),
    "extra": ("加料", "Extras"),
}
_COURSE = {"main": "main", "rice": "main", "drink": "drink", "extra": "extra"}
_MENU: tuple[tuple[str, str, str, float, float, Role, float, float], ...] = (
    ("招牌牛肉面", "House beef noodles", "main", 28, 10.5, _HERO, 60, 0.9),
    ("红烧牛腩面", "Braised brisket noodles", "main", 32, 13.2, _PROFIT, 17, 0.8),
    ("葱油拌面", "Scallion oil noodles", "main", 9.9, 3.8, _LEAD, 24, 1.2),
    ("藤椒鸡丝面", "Pepper chicken noodles", "main", 26, 9.2, _PROFIT, 13, 1.1),
    ("番茄鸡蛋面", "Tomato and egg noodles", "main", 18, 5.4, _PLAIN, 15, 1.0),
    ("重庆小面", "Chongqing noodles", "main", 15, 4.6, _LEAD, 16, 1.0),
    ("鲜虾馄饨", "Shrimp wontons", "main", 24, 9.1, _PLAIN, 12, 0.9),
    ("三鲜面", "Three delicacies noodles", "main", 22, 8, _PLAIN, 7, 1.0),
    ("鸡丝凉面", "Cold chicken noodles", "main", 20, 6.6, _PLAIN, 4, 5.0),
    ("羊肉烩面", "Lamb stew noodles", "main", 36, 16, _PLAIN, 5, 0.1),
    ("酸辣粉", "Hot and sour rice noodles", "rice", 16, 4.3, _PROFIT, 11, 0.9),
    ("肥肠粉", "Pork tripe rice noodles", "rice", 26, 11, _PLAIN, 6, 0.8),
    ("卤肉饭", "Braised pork rice", "rice", 22, 7.4, _PLAIN, 9, 1.0),
    ("小份卤牛肉", "Braised beef, small", "meat", 18, 9.4, _PLAIN, 20, 1.0),
    ("卤牛肉半斤", "Braised beef, half a jin", "meat", 58, 32, _PLAIN, 3, 1.0),
    ("卤蛋", "Braised egg", "meat", 3, 1.1, _PLAIN, 26, 1.0),
    ("卤豆干", "Braised tofu", "meat", 6, 1.7, _PROFIT, 13, 1.0),
    ("卤鸡爪", "Braised chicken feet", "meat", 15, 6.8, _PLAIN, 7, 1.2),
    ("凉拌黄瓜", "Smashed cucumber", "cold", 12, 2.7, _PROFIT, 13, 1.9),
    ("皮蛋豆腐", "Tofu with century egg", "cold", 14, 4.1, _PROFIT, 9, 1.7),
    ("口水鸡", "Chicken in chili oil", "cold", 32, 13.5, _PLAIN, 6, 1.4),
    ("煎饺", "Fried dumplings", "snack", 18, 5.8, _PLAIN, 13, 0.9),
    ("红糖糍粑", "Rice cakes with brown sugar", "snack", 16, 4.2, _PROFIT, 7, 0.8),
    ("炸酥肉", "Crispy pork", "snack", 26, 10.5, _PLAIN, 6, 0.9),
    ("酸梅汤", "Sour plum drink", "drink", 8, 1.2, _PROFIT, 20, 2.2),
    ("豆浆", "Soy milk", "drink", 5, 0.9, _PLAIN, 13, 0.6),
    ("冰啤酒", "Cold beer", "drink", 10, 5.3, _PLAIN, 8, 2.6),
    ("柠檬茶", "Lemon tea", "drink", 12, 2.3, _PROFIT, 9, 1.9),
    ("加面", "More noodles", "extra", 4, 0.9, _PLAIN, 10, 1.0),
    ("加牛肉", "More beef", "extra", 12, 6.3, _PLAIN, 8, 1.0),
)
EXTRA_BEEF = len(_MENU) - 1
"""Where on the menu stands what the VIP group gets for nothing."""
_NAMES = [row[0] for row in _MENU]
TOFU, HALF_BEEF = _NAMES.index("卤豆干"), _NAMES.index("卤牛肉半斤")
"""What newcomers get for nothing, and regulars at a special price."""


def dishes() -> list[Dish]:
    """The menu in the language in force."""
    return [
        Dish(
            name=said((chinese, english)),
            category=said(_CATEGORIES[kind]),
            course=_COURSE.get(kind, "side"),
            price_fen=round(price * 100),
            cost_fen=round(cost * 100),
            role=role,
            wanted=wanted,
            heat=heat,
        )
        for chinese, english, kind, price, cost, role, wanted, heat in _MENU
    ]
