"""What the practice shop calls things, in the language it is made in; people keep their Chinese names."""

from __future__ import annotations

from storeassist.kernel.text import language

Pair = tuple[str, str]

SHOP_NAME: Pair = ("巷口面馆", "Corner Noodles")
VIP: Pair = ("VIP 群", "VIP group")
CHANNELS: tuple[Pair, ...] = (("堂食", "Eat in"), ("外卖", "Delivery"), ("自提", "Pick-up"))
TABLE_CODE: Pair = ("扫码", "Table code")
PACKAGE_CARD: Pair = ("外卖卡", "Package card")
SOURCES: tuple[Pair, ...] = (
    *(("路过", "Walked in"), TABLE_CODE, ("老带新", "Friend"), ("朋友圈", "Moments"), PACKAGE_CARD),
)
TAGS: tuple[Pair, ...] = (
    *(("附近上班", "Works nearby"), ("带孩子", "With kids"), ("老街坊", "Neighbour"), ("外卖多", "Orders in")),
    *(("少辣", "Less spicy"), ("不要香菜", "No coriander"), ("牛肉控", "Loves beef"), ("爱喝汤", "Loves broth")),
)
PERKS: tuple[Pair, ...] = (
    ("VIP：订位优先，每次加半两牛肉", "VIP: booked first, a little extra beef every time"),
    ("VIP：试菜会请到，靠窗那桌给留着", "VIP: asked to tastings, the window table is kept"),
    ("VIP：面可以免费加一次", "VIP: one free refill of noodles"),
)
REMARKS: tuple[Pair, ...] = (
    ("不要葱，面要硬一点", "No spring onion, noodles firm"),
    ("牛肉过敏，换成鸡丝", "Allergic to beef, take chicken instead"),
    ("孩子坐高椅，要个小碗", "High chair for the child, and a small bowl"),
    ("周五常带同事来，要发票", "Brings colleagues on Fridays, needs a receipt"),
    ("汤少盐，家里老人血压高", "Less salt in the broth, for the grandparents"),
    ("问过能不能办团餐", "Asked about lunch for a whole office"),
    ("爱坐最里面，图安静", "Likes the quiet table at the back"),
    ("说搬到城东了，还会点外卖", "Moved across town, will order in"),
    ("上次等了二十分钟，送了酸梅汤", "Waited twenty minutes last time, got a plum drink"),
    ("试菜会来过，藤椒鸡丝面给了好评", "Came to the tasting, liked the pepper chicken noodles"),
    ("只吃素面，别放荤油", "Only meatless noodles, no lard"),
    ("喜欢先喝一碗面汤", "Likes a bowl of broth first"),
)
WISHES: tuple[Pair, ...] = (
    *(("不要葱", "No spring onion"), ("面要硬", "Noodles firm"), ("多加香菜", "More coriander"), ("要发票", "Receipt")),
    *(("少盐", "Less salt"), ("打包一份", "One to take away")),
)
WRONG_BILL: Pair = ("收银点错", "Rung up wrong")
GUEST_LEFT: Pair = ("客人退单", "Guest cancelled")
REASONS: tuple[Pair, ...] = (WRONG_BILL, ("重复下单", "Ordered twice"), GUEST_LEFT)
CONSENTS: tuple[Pair, ...] = (
    ("当面说好", "In person"),
    ("微信里答应", "On WeChat"),
    ("扫码时勾选", "Ticked at the code"),
)
NEWCOMERS: Pair = ("新朋友送卤豆干", "Braised tofu for newcomers")
QUIET_HOURS: Pair = ("下午满 58 减 8", "Quiet hours, ¥8 off ¥58")
BEEF: Pair = ("卤牛肉半斤 49 元", "Half a jin of beef for ¥49")
ANNIVERSARY: Pair = ("周年庆 8 折", "Anniversary, 20% off")
PACKAGE_CARDS: tuple[Pair, ...] = (
    ("包裹卡第一批", "Package cards 1"),
    ("包裹卡第二批", "Package cards 2"),
    ("包裹卡第三批", "Package cards 3"),
)
COUPON_CARDS: Pair = ("下午券卡", "Quiet-hours cards")
LEAFLETS: Pair = ("写字楼传单", "Office leaflets")
OFFICES: Pair = ("写字楼大堂", "Office lobby")
TABLE_CARDS: Pair = ("桌卡", "Table cards")
BAG: Pair = ("外卖袋", "Delivery bag")
TILL: Pair = ("收银台", "Till")
TABLES: Pair = ("每张桌子", "Every table")
SPOILT: Pair = ("卡片印坏了", "Cards printed badly")

SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范石廖"
    "贾夏韦傅方邹熊白孟秦邱侯江尹薛阎段雷龙史陶贺顾毛郝龚邵万钱严单解仇区"
)
DOUBLE_SURNAMES = ("欧阳", "尉迟", "上官", "司徒", "令狐")
HERS = "芳娜敏静丽艳娟霞秀玲桂英华玉萍红梅琳雪婷慧颖欣怡雨涵岚晴蕾薇瑶倩洁莉菲璐妍楠彤悦蓉珊露"
HIS = "伟强磊军洋勇杰涛明超刚辉鹏斌宇浩凯健俊帆鑫波旭峰飞龙坤阳晨昊轩博睿铭诚宏毅栋梁松柏"
EITHER = "晓文思嘉安乐一诺青禾知秋云朝景行若木清远书言可言小满初夏"


def said(pair: Pair) -> str:
    """The word in the language in force."""
    return pair[0] if language() == "zh_CN" else pair[1]


def all_said(pairs: tuple[Pair, ...]) -> list[str]:
    """The words in the language in force."""
    return [said(pair) for pair in pairs]
