"""The fields a column can be, and the headings by which files name them, in Chinese and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from storeassist.features.customers.records import CustomField
from storeassist.features.imports.records import Field, Kind
from storeassist.kernel.text import N_

CUSTOM = "custom."
"""How the key of a custom field begins; its name follows."""

_CUSTOMER = (
    Field("number", N_("Number"), ("编号", "会员号", "会员编号", "会员卡号", "卡号", "会员ID", "会员编码", "顾客编号",
          "客户编号", "顾客ID", "客户ID", "用户ID", "用户编号", "number", "no", "member no", "member number",
          "member id", "customer id", "customer number", "id")),
    Field("name", N_("Name"), ("姓名", "名字", "会员姓名", "顾客姓名", "客户姓名", "会员名", "会员名称", "会员",
          "顾客", "客户", "顾客名称", "客户名称", "用户姓名", "持卡人", "称呼", "联系人", "name", "full name",
          "first name", "customer", "customer name", "member name")),
    Field("phone", N_("Phone"), ("手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "联系方式", "会员手机",
          "会员手机号", "移动电话", "会员电话", "绑定手机", "绑定手机号", "预留手机号", "phone", "phone number",
          "mobile", "mobile phone", "tel", "telephone", "cell")),
    Field("wechat", N_("WeChat"), ("微信", "微信号", "微信名", "微信昵称", "微信ID", "昵称", "会员昵称", "客户昵称",
          "wechat", "wechat id", "wechat name", "weixin")),
    Field("gender", N_("Gender"), ("性别", "gender", "sex")),
    Field("birthday", N_("Birthday"), ("生日", "出生日期", "出生年月日", "阳历生日", "公历生日", "会员生日",
          "birthday", "birth date", "date of birth", "dob")),
    Field("birthday_lunar", N_("Lunar birthday"), ("农历生日", "阴历生日", "旧历生日", "生日(农历)", "生日(阴历)",
          "lunar birthday", "birthday (lunar)")),
    Field("source", N_("Source"), ("来源", "渠道来源", "来源渠道", "会员来源", "获客渠道", "客户来源", "来源方式",
          "注册渠道", "入会渠道", "添加渠道", "渠道", "source", "channel", "source channel", "acquisition channel")),
    Field("joined_on", N_("Joined on"), ("入会日期", "入会时间", "注册日期", "注册时间", "加入日期", "加入时间",
          "开卡日期", "开卡时间", "办卡日期", "办卡时间", "领卡时间", "成为会员时间", "成为客户时间", "添加时间",
          "创建时间", "建档日期", "joined", "joined on", "join date", "registered", "signup date", "created",
          "created at")),
    Field("tags", N_("Tags"), ("标签", "会员标签", "客户标签", "分组", "tags", "tag", "labels", "label")),
    Field("note", N_("Note"), ("备注", "说明", "备注信息", "会员备注", "note", "notes", "remark", "remarks",
          "comment")),
    Field("consent", N_("Consent"), ("同意营销", "营销许可", "消息意愿", "同意接收消息", "是否同意", "consent",
          "marketing consent", "opt in")),
    Field("consent_on", N_("Consent on"), ("同意日期", "同意时间", "consent date", "consent on")),
    Field("consent_how", N_("Consent how"), ("同意方式", "consent how", "consent method")),
)  # fmt: skip

_PRODUCT = (
    Field("name", N_("Product"), ("商品名称", "商品", "品名", "菜品", "菜品名称", "菜名", "产品", "产品名称",
          "商品名", "菜品名", "商品全称", "名称", "product", "product name", "item", "item name", "dish", "name",
          "description")),
    Field("category", N_("Category"), ("分类", "类别", "品类", "商品分类", "菜品分类", "商品类别", "菜品类别",
          "商品类目", "类目", "一级分类", "大类", "category", "group", "type")),
    Field("price", N_("Price"), ("价格", "单价", "售价", "原价", "标价", "定价", "零售价", "销售价", "门市价",
          "price", "unit price", "list price", "retail price", "selling price")),
    Field("cost", N_("Cost"), ("成本", "成本价", "进价", "进货价", "cost", "unit cost", "cost price", "supply price",
          "purchase price")),
    Field("role", N_("Role"), ("角色", "商品角色", "定位", "产品定位", "role")),
)  # fmt: skip

_ORDER = (
    Field("number", N_("Order number"), ("订单编号", "订单号", "单号", "账单号", "账单编号", "流水号", "交易号",
          "小票号", "交易流水号", "订单ID", "商户订单号", "order number", "order no", "order id", "order", "bill",
          "bill no", "bill number", "receipt", "receipt no", "invoice", "transaction id", "number")),
    Field("at", N_("Time"), ("下单时间", "时间", "日期", "交易时间", "订单时间", "消费时间", "付款时间", "支付时间",
          "结账时间", "开单时间", "开台时间", "完成时间", "创建时间", "下单日期", "交易日期", "订单日期", "消费日期",
          "营业日期", "time", "date", "datetime", "ordered at", "order time", "order date", "paid at", "created at",
          "timestamp")),
    Field("customer_number", N_("Customer number"), ("会员号", "会员编号", "会员卡号", "卡号", "会员ID", "顾客编号",
          "客户编号", "customer number", "customer id", "customer no", "member no", "member number", "member id",
          "member")),
    Field("customer_phone", N_("Customer phone"), ("手机", "手机号", "手机号码", "会员手机", "会员手机号", "顾客手机",
          "顾客手机号", "顾客电话", "客户电话", "会员电话", "收货人手机号", "电话", "联系电话", "customer phone",
          "phone", "mobile", "member phone", "tel")),
    Field("customer_name", N_("Customer name"), ("姓名", "会员姓名", "顾客姓名", "客户姓名", "会员名称", "会员名",
          "顾客", "客户", "会员", "收货人", "收货人姓名", "customer name", "billing name", "customer", "name",
          "member name")),
    Field("product", N_("Product"), ("商品名称", "商品", "品名", "菜品", "菜品名称", "菜名", "产品", "产品名称",
          "商品名", "菜品名", "项目", "product", "product name", "item", "item name", "lineitem name", "dish")),
    Field("category", N_("Category"), ("商品分类", "菜品分类", "商品类别", "菜品类别", "分类", "类别", "品类",
          "category")),
    Field("quantity", N_("Quantity"), ("数量", "份数", "件数", "销售数量", "商品数量", "购买数量", "quantity", "qty",
          "lineitem quantity", "count")),
    Field("price", N_("Unit price"), ("单价", "价格", "售价", "商品单价", "unit price", "price", "lineitem price")),
    Field("amount", N_("Amount paid"), ("实付金额", "实付", "实收", "实收金额", "金额", "消费金额", "支付金额",
          "付款金额", "小计", "实际支付", "订单金额", "应付金额", "合计金额", "总金额", "总价", "成交金额",
          "交易金额", "账单金额", "折后金额", "应收金额", "应收", "实付(元)", "金额(实付)", "金额(实收)", "amount",
          "amount paid", "paid", "total", "total paid", "net amount", "net sales", "gross sales", "sales",
          "line total", "subtotal")),
    Field("discount", N_("Discount"), ("优惠金额", "优惠", "折扣", "折扣金额", "减免", "减免金额", "优惠总额",
          "优惠合计", "discount", "discounts", "discount amount")),
    Field("guests", N_("Guests"), ("人数", "用餐人数", "就餐人数", "客人数", "客数", "guests", "covers", "party size",
          "people")),
    Field("table", N_("Table"), ("桌号", "桌台", "台号", "桌位", "桌台号", "桌台名称", "餐桌", "餐台", "table",
          "table no", "table number")),
    Field("channel", N_("Channel"), ("渠道", "订单来源", "来源", "下单渠道", "订单渠道", "订单类型", "就餐方式",
          "用餐方式", "channel", "source", "order type")),
    Field("clock", N_("Time of day"), ("时刻", "下单时刻", "结账时刻", "time of day", "clock")),
    Field("state", N_("State of the order"), ("订单状态", "交易状态", "支付状态", "账单状态", "结账状态", "状态", "order status",
          "payment status", "status", "state")),
    Field("note", N_("Note"), ("备注", "订单备注", "说明", "note", "notes", "remark", "remarks", "comment")),
)  # fmt: skip

FIELDS: Mapping[Kind, tuple[Field, ...]] = {Kind.CUSTOMERS: _CUSTOMER, Kind.PRODUCTS: _PRODUCT, Kind.ORDERS: _ORDER}

ALIASES = {Kind.PRODUCTS: {"product": "name"}}
"""Names the command line takes besides the keys."""


_BETTER = {
    "amount": (
        "实付金额", "实付", "实收金额", "实收", "金额实付", "金额实收", "顾客实付", "支付金额", "付款金额", "net sales",
        "amount paid", "total paid", "paid",
    ),
    "number": ("订单编号", "订单号", "账单编号", "账单号", "单号"),
}  # fmt: skip
_RUNNING_NUMBERS = {"流水号", "交易流水号"}
"""Numbers that many tills begin anew every day."""

_DAYS = {"营业日期", "日期", "下单日期", "订单日期", "消费日期", "date", "order date"}
_TIMES = (
    "下单时间", "订单时间", "结账时间", "支付时间", "付款时间", "消费时间", "开单时间", "开台时间", "paid at", "created at",
    "ordered at",
)  # fmt: skip
"""Headings of a time with its day; a plain 时间 beside 日期 is the clock alone."""

_CLOCKS = {"时间", "交易时间", "time"}
"""Headings that beside a day's are the clock alone."""

_TOO_COMMON = {
    "会员", "顾客", "客户", "商品", "菜品", "项目", "名称", "说明", "id", "no", "name", "number", "type", "group", "count",
    "created",
}  # fmt: skip
_OTHERS = ("累计", "最近", "上次", "首次", "末次", "最后", "余额", "储值", "充值", "积分", "推荐人", "介绍人", "邀请人", "收银员",
           "服务员", "导购", "门店", "预计", "退款")  # fmt: skip


def folded(heading: str) -> str:
    """A heading without what varies: width, case, blanks, units and marks in brackets, underscores."""
    return _folded(re.sub(r"[(\[【].*?[)\]】]", "", unicodedata.normalize("NFKC", heading)))


def _folded(heading: str) -> str:
    """A heading without what varies, the words in its brackets kept: 金额(实付) is not 金额(应付)."""
    plain = re.sub(r"[\s*:：_\-./#、()\[\]【】]+", " ", unicodedata.normalize("NFKC", heading).casefold()).strip()
    return plain.replace(" ", "") if re.search("[一-鿿]", plain) else plain


_KNOWN = {
    kind: {_folded(heading): spec.key for spec in reversed(specs) for heading in (*spec.headings, spec.key)}
    for kind, specs in FIELDS.items()
}


def is_known(kind: Kind, heading: str) -> bool:
    """Whether a heading names a field of this kind."""
    return _spelled(kind, heading) in _KNOWN[kind]


def guess(kind: Kind, headings: Sequence[str], custom: Sequence[CustomField] = ()) -> dict[str, int]:
    """Which column each field is: by its whole heading first, then by a heading that ends with one; left to right."""
    mapping = _own_columns(headings, custom)
    plain = [_spelled(kind, heading) for heading in headings]
    taken = set(mapping.values())
    for index, heading in enumerate(plain):
        key = _KNOWN[kind].get(heading)
        if key and index not in taken:
            mapping.setdefault(key, index)
    for spec in FIELDS[kind]:
        if spec.key in mapping:
            continue
        words = [_folded(heading) for heading in spec.headings]
        for index, heading in enumerate(plain):
            if index not in mapping.values() and any(_ends_with(word, heading) for word in words):
                mapping[spec.key] = index
                break
    if kind is Kind.ORDERS:
        _settle_orders(mapping, plain)
    return mapping


def _own_columns(headings: Sequence[str], custom: Sequence[CustomField]) -> dict[str, int]:
    """The columns of the shop's own fields: called exactly so first, so that 余额 and 余额(赠送) stay two.

    An export puts them last: of two columns called the same, the later one is the shop's own.
    """
    found: dict[str, int] = {}
    for spelled in (str.strip, _folded, folded):
        places: dict[str, int] = {}
        for index, heading in enumerate(headings):
            if index not in found.values():
                name = spelled(heading)
                places[name] = index if spelled is str.strip else places.get(name, index)
        for field in custom:
            name, key = spelled(field.name), CUSTOM + field.name
            if name in places and name and key not in found and places[name] not in found.values():
                found[key] = places[name]
    return found


def kind_of(headings: Sequence[str]) -> Kind:
    """What the rows under these headings most likely are."""
    found = {kind: set(guess(kind, headings)) for kind in Kind}
    if "at" in found[Kind.ORDERS] and found[Kind.ORDERS] & {"amount", "price", "product"}:
        return Kind.ORDERS
    looks_like_a_person = found[Kind.CUSTOMERS] & {"phone", "wechat", "joined_on", "birthday", "gender"}
    if "name" in found[Kind.PRODUCTS] and found[Kind.PRODUCTS] & {"price", "cost", "category", "role"}:
        return Kind.CUSTOMERS if looks_like_a_person else Kind.PRODUCTS
    return Kind.CUSTOMERS


def _settle_orders(mapping: dict[str, int], plain: Sequence[str]) -> None:
    """Where several columns could be one field, the one that says more: 实付 not 金额, a time not a day, 单号 not 流水号."""
    for key, better in _BETTER.items():
        found = next((word for word in better if word in plain), None)
        if found is not None and key in mapping and (key != "number" or plain[mapping[key]] in _RUNNING_NUMBERS):
            mapping[key] = plain.index(found)
    if "at" in mapping and plain[mapping["at"]] in _DAYS:
        whole = next((at for at, heading in enumerate(plain) if heading in _TIMES), None)
        beside = next((at for at, heading in enumerate(plain) if heading in _CLOCKS and at != mapping["at"]), None)
        if whole is not None:
            mapping["at"] = whole
        elif beside is not None and beside not in mapping.values():
            mapping["clock"] = beside


def _spelled(kind: Kind, heading: str) -> str:
    """A heading folded, with what its brackets say only where that makes it a known one."""
    whole = _folded(heading)
    return whole if whole in _KNOWN[kind] else folded(heading)


def _ends_with(word: str, heading: str) -> bool:
    """Chinese headings run together and say at the end what they are, 收货人手机号1; English ones by whole words.

    Words that every heading could end with name nothing, nor do sums and people that are not meant.
    """
    if len(word) < 2 or word in _TOO_COMMON or any(other in heading for other in _OTHERS):
        return False
    if re.search("[一-鿿]", word):
        return heading.rstrip("0123456789一二").endswith(word)
    return f" {word} " in f" {heading} "
